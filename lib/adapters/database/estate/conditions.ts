// Filters of lists as SQL, over a relation named t. An empty list filters nothing, and so does none.
import { type RawBuilder, sql } from "kysely";
import type { EstateScope } from "#lib/services/ports/estate.ts";

export type Conditions = RawBuilder<unknown>[];

/** The column is in lower case. */
export function isAmong(column: string, wanted: readonly string[] | undefined): Conditions {
  if (!wanted || wanted.length === 0) return [];
  return [sql`${sql.ref(`t.${column}`)} in (${sql.join(wanted.map((one) => one.toLowerCase()))})`];
}

/** Of words of ours, which have a case. */
export function isOneOf(column: string, wanted: readonly string[] | undefined): Conditions {
  if (!wanted || wanted.length === 0) return [];
  return [sql`${sql.ref(`t.${column}`)} in (${sql.join(wanted)})`];
}

export function isEqual(column: string, wanted: string | undefined): Conditions {
  return wanted === undefined ? [] : [sql`${sql.ref(`t.${column}`)} = ${wanted}`];
}

/** Every word is somewhere in the haystack. */
export function hasWords(text: string | undefined): Conditions {
  const words = (text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return words.map((word) => sql`strpos(t.haystack, ${word}) > 0`);
}

export function inScope({ subscription, region }: EstateScope): Conditions {
  return [...isAmong("subscription_id", subscription), ...isAmong("region", region)];
}
