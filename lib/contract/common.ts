// What every answer of the API shares. The handlers validate with these schemas, the pages read with them,
// and /api/openapi.json is made from them: one description, no second truth.
import { z } from "zod";
import { DECIMAL_PATTERN } from "#lib/domain/costs/decimal-text.ts";
import { SUBSCRIPTION_STATES } from "#lib/domain/inventory/inventory.ts";

/** ISO 8601 in UTC; Azure's seven fractional digits are kept where they came from Azure. */
export const isoTime = z.string().meta({ description: "ISO 8601, UTC" });
export const armId = z.string().min(1).max(2048).meta({ description: "ARM resource id, compared without regard to case" });
/** Money and quantities are decimal strings at full precision; only the screen rounds. */
export const decimal = z.string().regex(DECIMAL_PATTERN).meta({ description: "decimal number as a string" });
/** What a stored size costs in a month at the list price; usdPerGibMonth: null where several prices are in it. */
export const monthlyCost = z.object({ usd: decimal, usdPerGibMonth: decimal.nullable() });
export type MonthlyCost = z.infer<typeof monthlyCost>;
export const bytes = z.number().int().nonnegative().meta({ description: "bytes" });
export const tags = z.record(z.string(), z.string());

export const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    requestId: z.string(),
    /** field: the refused input; given and allowed say why; action: the missing Azure permission. */
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBody>;

/** What is odd about single records of a subscription, each with its id; absent: nothing. */
export const sourceNotices = z.array(z.string()).optional();

/** What Azure says of a subscription where that is not Enabled. */
export const azureState = z.string().optional().meta({ description: "Warned, PastDue, Disabled, Deleted …; absent: enabled" });
/** When Azure may be asked again for a subscription that it throttles. */
export const throttledUntil = isoTime.optional();

/** How each subscription answered: one that fails never hides the others. */
export const sourceState = z.object({
  subscriptionId: z.string(),
  displayName: z.string(),
  state: z.enum(SUBSCRIPTION_STATES),
  message: z.string().optional(),
  azureState,
  throttledUntil,
  notices: sourceNotices,
});
export type SourceState = z.infer<typeof sourceState>;

export function listOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    /** Rows that match the filter, on all pages. */
    total: z.number().int(),
    /** Rows without any filter: tells "nothing exists" from "the filter hides all". */
    totalUnfiltered: z.number().int(),
    nextCursor: z.string().optional(),
    /** When the inventory behind this answer was read from Azure. */
    asOf: isoTime,
    sources: z.array(sourceState),
  });
}

/**
 * Lists in an address, of the API and of the pages alike: repeated keys. Words (ids, regions, states) may also be joined
 * by commas; texts such as tags may hold a comma, so each key is one.
 */
export function splitWords(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(",")).flatMap(trimmed);
}

const repeated = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));
export const wordList = repeated.transform(splitWords).optional();
export const textList = repeated.transform((values) => values.flatMap(trimmed)).optional();

function trimmed(text: string): string[] {
  return text.trim() ? [text.trim()] : [];
}

export const paging = {
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
  cursor: z.string().max(200).optional(),
  format: z.enum(["json", "csv"]).default("json"),
};
