// Whether what a snapshot stores can be measured, and what stands in the way. One notion for rows, counts, the plan of a
// measurement and its result:
//
//   now      nothing known stands in the way
//   blocked  something does that may pass: by itself, or when somebody changes it in Azure
//   never    it will not be whole any more, or is going
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { canDiff, type ReadRule, unreadableBy } from "./diff-rule.ts";
import type { Chain } from "./snapshot-chain.ts";

export const BLOCKED_OUTLOOKS = ["blocked", "never"] as const;
export const OUTLOOKS = ["now", ...BLOCKED_OUTLOOKS] as const;

/** A SAS that is not ours. Azure does not say since when it is there: it was at this time, by the first reading that saw it. */
export interface OpenAccess {
  snapshotId: string;
  name: string;
  /** ISO 8601. */
  seenSince: string;
}

/** By resourceKey of the snapshot. */
export type AccessElsewhere = ReadonlyMap<string, OpenAccess>;

/** access-in-use, data-access-auth: told by Azure when it is asked. base: the snapshot it is measured against cannot be read. */
type MeasureRule = ReadRule | "subscription-state" | "access-in-use" | "data-access-auth" | "base";

export interface Obstacle {
  outlook: (typeof BLOCKED_OUTLOOKS)[number];
  rule: MeasureRule;
  /** A sentence or two. */
  reason: string;
  /** Whose end is waited for. */
  openAccess?: OpenAccess;
}

interface RuleFacts {
  outlook: Obstacle["outlook"];
  /** Of several, after their number: "4 (the network access policy forbids reading)". */
  text: string;
  /** Nobody has to do anything. */
  passes?: true;
}

const RULES: Readonly<Record<MeasureRule, RuleFacts>> = {
  "subscription-state": { outlook: "blocked", text: "the subscription is not enabled" },
  "network-policy": { outlook: "blocked", text: "the network access policy forbids reading" },
  "public-network": { outlook: "blocked", text: "public network access is disabled" },
  "data-access-auth": { outlook: "blocked", text: "the role Data Operator for Managed Disks is missing" },
  "access-in-use": { outlook: "blocked", text: "somebody else has an open SAS" },
  base: { outlook: "blocked", text: "the snapshot before it cannot be read" },
  "not-ready": { outlook: "blocked", text: "not complete yet", passes: true },
  "instant-access": { outlook: "blocked", text: "instant access, its background copy runs", passes: true },
  "unknown-size": { outlook: "blocked", text: "the size is unknown" },
  "unknown-time": { outlook: "blocked", text: "the time of creation is unknown" },
  "unknown-state": { outlook: "blocked", text: "the state is not known here" },
  failed: { outlook: "never", text: "failed, and will never be complete" },
  deleting: { outlook: "never", text: "being deleted", passes: true },
};

export function findMeasureRule(rule: string | undefined): RuleFacts | undefined {
  return rule !== undefined && Object.hasOwn(RULES, rule) ? RULES[rule as MeasureRule] : undefined;
}

/**
 * The snapshot before it in its chain. None for the oldest, for full snapshots, and where Azure stores the
 * snapshot whole because the disk grew across 4 TiB: then all its data is what it stores.
 */
export function measurementBase(chain: Chain, index: number): Snapshot | undefined {
  const previous = chain.kind === "incremental" ? chain.snapshots[index - 1] : undefined;
  const snapshot = chain.snapshots[index];
  if (!previous || !snapshot) return undefined;
  const possibility = canDiff(previous, snapshot, { sameChain: true });
  return !possibility.ok && possibility.rule === "resize-4tb" ? undefined : previous;
}

/** What keeps the snapshot at this place of the chain from being measured; undefined: nothing that is known. */
export function measureObstacle(chain: Chain, index: number, elsewhere?: AccessElsewhere): Obstacle | undefined {
  const snapshot = chain.snapshots[index];
  if (!snapshot) return undefined;
  if (chain.closed) return obstacle("subscription-state", chain.closed);
  const own = unreadableBy(snapshot);
  if (own) return obstacle(own.rule, own.reason);
  const base = measurementBase(chain, index);
  const theirs = base && unreadableBy(base);
  if (theirs) return obstacle("base", `${theirs.reason} ${snapshot.name} is measured against it.`);
  return accessObstacle({ id: snapshot.id, name: snapshot.name, baseId: base?.id }, elsewhere);
}

/** A SAS of our own would end the other one when it is given back. */
export function accessObstacle(
  { id, name, baseId }: { id: string; name: string; baseId: string | undefined },
  elsewhere: AccessElsewhere | undefined,
): Obstacle | undefined {
  const own = elsewhere?.get(resourceKey(id));
  const openAccess = own ?? (baseId === undefined ? undefined : elsewhere?.get(resourceKey(baseId)));
  if (!openAccess) return undefined;
  const why = own ? "" : `, and ${name} is measured against that one`;
  const reason = `Somebody else has access to ${openAccess.name} (an open SAS)${why}. Reading it would end theirs: it can be measured once that has ended.`;
  return { ...obstacle("access-in-use", reason), openAccess };
}

function obstacle(rule: MeasureRule, reason: string): Obstacle {
  return { outlook: RULES[rule].outlook, rule, reason };
}
