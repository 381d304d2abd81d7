import { z } from "zod";

/** So many chain ids of full length fit the body of a request (MAX_REQUEST_BYTES): 10,000 × (20 + 3) bytes. */
export const MAX_CHAINS = 10_000;

/** Measures the deltas of whole chains; no chains named means all. */
export const measureRequest = z.object({
  kind: z.literal("measure"),
  chainIds: z
    .array(z.string().regex(/^[\w-]{1,20}$/, "A chain id has 1 to 20 letters, digits, '_' or '-'."))
    .max(MAX_CHAINS, `At most ${MAX_CHAINS} chains can be named; naming none measures all.`)
    .optional(),
});
export type MeasureRequest = z.infer<typeof measureRequest>;

/** No chains: all of them. */
export function askToMeasure(chainIds?: string[]): MeasureRequest {
  return { kind: "measure", ...(chainIds ? { chainIds } : {}) };
}
