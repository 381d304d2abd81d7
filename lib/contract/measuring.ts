import { z } from "zod";
import { BLOCKED_OUTLOOKS } from "#lib/domain/chains/measurability.ts";
import { armId } from "./common.ts";

/** The snapshots of a scope that are there and not measured. */
export const unmeasuredTally = z.object({
  total: z.number().int(),
  /** Of them, those that can be measured now. */
  now: z.number().int(),
  /** Why the others cannot be, the commonest first: with `now` their counts add up to the total. */
  reasons: z.array(
    z.object({
      rule: z.string(),
      /** blocked: once something has changed; never: they will not be whole any more. */
      outlook: z.enum(BLOCKED_OUTLOOKS),
      text: z.string(),
      count: z.number().int(),
      /** One of them, with its own reason. */
      example: z.object({ id: armId, name: z.string(), reason: z.string() }),
    }),
  ),
});
