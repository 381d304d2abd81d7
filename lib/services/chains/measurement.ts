// What a snapshot's stored size is measured against, and how its state is told.
import type { Measurement } from "#lib/contract/inventory.ts";
import { canDiff, canRead } from "#lib/domain/chains/diff-rule.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { wantsDataToken } from "#lib/domain/inventory/data-access.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";

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

/** Why the snapshot at this place of the chain cannot be measured now; undefined when it can. */
export function unmeasurable(chain: Chain, index: number): { rule: string; reason: string } | undefined {
  const snapshot = chain.snapshots[index];
  if (!snapshot) return undefined;
  if (chain.closed) return { rule: "subscription-state", reason: chain.closed };
  const base = measurementBase(chain, index);
  const possibility = base ? canDiff(base, snapshot, { sameChain: true }) : canRead(snapshot);
  return possibility.ok ? undefined : possibility;
}

const RULE_TEXTS: Record<string, string> = {
  "subscription-state": "their subscription is not enabled",
  "network-policy": "the network access policy forbids reading",
  "public-network": "public network access is disabled",
  "data-access-auth": "the role Data Operator for Managed Disks is missing",
  "access-in-use": "somebody else has access (a SAS)",
  "not-ready": "not ready yet",
  "unknown-size": "their size is unknown",
  "unknown-time": "their time of creation is unknown",
  "instant-access": "instant access, its background copy runs",
};

/** "5 (the network access policy forbids reading), 2 (…)", the commonest first; reasons without a rule stand for themselves. */
export function summariseReasons(skipped: readonly { rule?: string; reason: string }[]): string {
  const counts = Map.groupBy(skipped, ({ rule, reason }) => (rule && RULE_TEXTS[rule]) || reason.replace(/\.$/, ""));
  return [...counts]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([text, all]) => `${all.length} (${text})`)
    .join(", ");
}

/** Whether who asks has the role is asked of Azure before any SAS. */
function toBeMeasured(why: string, snapshot: Snapshot | undefined): string {
  if (!snapshot || !wantsDataToken(snapshot)) return why;
  return `${why} Its data opens only to identities with the role Data Operator for Managed Disks (dataAccessAuthMode AzureActiveDirectory).`;
}

const NOT_YET = "Not measured yet: its page ranges have to be read once.";
/** Azure moves what a deleted snapshot held, and later ones still need, into the next one. */
const OUTDATED =
  "It was measured against a snapshot that is no longer before it in its chain. What that one held has moved into this one: it has to be measured anew.";

export interface MeasurementOf {
  chain: Chain;
  /** The snapshot's place in it. */
  index: number;
  record: MeasurementRecord | undefined;
  /** It was measured, against a base that does not count any more. */
  isOutdated: boolean;
}

export function toMeasurement({ chain, index, record, isOutdated }: MeasurementOf): Measurement {
  if (record) {
    return {
      state: "measured",
      basis: record.baseUniqueId === null ? "allocated" : "diff",
      bytes: record.bytes,
      clearedBytes: record.clearedBytes,
      ranges: record.writtenRanges + record.clearedRanges,
      measuredAt: record.measuredAt,
    };
  }
  const blocked = unmeasurable(chain, index);
  const snapshot = chain.snapshots[index];
  if (!blocked) return { state: "not-measured", reason: toBeMeasured(isOutdated ? OUTDATED : NOT_YET, snapshot), canMeasure: true };
  const state = snapshot && snapshotState(snapshot);
  if (state === "creating" || state === "copying") return { state: "pending", reason: blocked.reason };
  return { state: "not-measured", reason: blocked.reason, canMeasure: false };
}
