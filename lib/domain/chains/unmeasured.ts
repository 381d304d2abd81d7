// How many snapshots are not measured, how many of them can be, and why the others cannot: counted once, here, for every
// page and for the measurement itself.
import { formatCount } from "#lib/domain/format.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { type AccessElsewhere, findMeasureRule, measureObstacle, type Obstacle } from "./measurability.ts";
import type { Chain } from "./snapshot-chain.ts";

export interface UnmeasuredSnapshot {
  snapshot: Snapshot;
  chain: Chain;
  /** Undefined: it can be measured now. */
  obstacle: Obstacle | undefined;
}

export interface UnmeasuredTally {
  /** All that are there and not measured. */
  total: number;
  /** Of them, those that can be measured now. */
  now: number;
  /** Why the others cannot be, the commonest first; their counts and `now` add up to the total. */
  reasons: UnmeasuredReason[];
}

export interface UnmeasuredReason {
  rule: string;
  outlook: Obstacle["outlook"];
  /** Of all of them; reason: of the one that stands for them. */
  text: string;
  count: number;
  example: { id: string; name: string; reason: string };
}

export function findUnmeasured(
  chains: readonly Chain[],
  isMeasured: (snapshot: Snapshot) => boolean,
  elsewhere: AccessElsewhere,
): UnmeasuredSnapshot[] {
  return chains.flatMap((chain) =>
    chain.snapshots.flatMap((snapshot, index) =>
      isMeasured(snapshot) ? [] : [{ snapshot, chain, obstacle: measureObstacle(chain, index, elsewhere) }],
    ),
  );
}

export function tallyUnmeasured(found: readonly UnmeasuredSnapshot[]): UnmeasuredTally {
  const blocked = found.flatMap(({ snapshot, obstacle }) => (obstacle ? [{ snapshot, obstacle }] : []));
  const byRule = Map.groupBy(blocked, ({ obstacle }) => obstacle.rule);
  const reasons = [...byRule].flatMap(([rule, all]): UnmeasuredReason[] => {
    const [first] = all;
    if (!first) return [];
    const { snapshot, obstacle } = first;
    const example = { id: snapshot.id, name: snapshot.name, reason: obstacle.reason };
    return [{ rule, outlook: obstacle.outlook, text: ruleText(rule, obstacle.reason), count: all.length, example }];
  });
  return { total: found.length, now: found.length - blocked.length, reasons: reasons.toSorted(commonestFirst) };
}

/** How many cannot be measured now. */
export function blockedCount({ total, now }: Pick<UnmeasuredTally, "total" | "now">): number {
  return total - now;
}

/** Something in it changes only when somebody changes it. */
export function needsSomebody({ reasons }: Pick<UnmeasuredTally, "reasons">): boolean {
  return reasons.some(({ rule }) => findMeasureRule(rule)?.passes !== true);
}

/** "4 (the network access policy forbids reading), 2 (…)". */
export function reasonsInWords(reasons: readonly Pick<UnmeasuredReason, "text" | "count">[]): string {
  return reasons.map(({ text, count }) => `${formatCount(count)} (${text})`).join(", ");
}

/** Of those that were tried; reasons without a rule stand for themselves. */
export function summariseReasons(skipped: readonly { rule?: string; reason: string }[]): string {
  const counts = Map.groupBy(skipped, ({ rule, reason }) => ruleText(rule, reason));
  return reasonsInWords([...counts].map(([text, all]) => ({ text, count: all.length })).toSorted(commonestFirst));
}

function commonestFirst(a: Pick<UnmeasuredReason, "text" | "count">, b: Pick<UnmeasuredReason, "text" | "count">): number {
  return b.count - a.count || (a.text < b.text ? -1 : 1);
}

function ruleText(rule: string | undefined, reason: string): string {
  return findMeasureRule(rule)?.text ?? reason.replace(/\.$/, "");
}
