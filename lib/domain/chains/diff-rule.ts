// Whether Azure can tell what changed between two snapshots. Source of the rules:
// learn.microsoft.com, "Create an incremental snapshot for managed disks", restrictions.

import { sameResource, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { notReadyReason } from "#lib/domain/inventory/snapshot-state.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { sameFamily } from "./family.ts";

/** A disk that grows across this size starts its diffs anew. */
export const DIFF_BARRIER_BYTES = 4 * 1024 ** 4;

export type DiffRule =
  | "same-snapshot"
  | "not-incremental"
  | "other-chain"
  | "wrong-order"
  | "resize-4tb"
  | "not-ready"
  | "instant-access"
  | "network-policy";

export type DiffPossibility = { ok: true } | { ok: false; rule: DiffRule; reason: string };

/** Pass sameChain where the chain is known (buildChains): copies without a family id cannot tell it by themselves. */
export function canDiff(base: Snapshot, target: Snapshot, known: { sameChain?: boolean } = {}): DiffPossibility {
  const full = [base, target].find((snapshot) => !snapshot.incremental);
  if (full) return refused("not-incremental", `${full.name} is a full snapshot; only incremental snapshots can be compared.`);
  if (sameResource(base.id, target.id))
    return refused("same-snapshot", "A snapshot does not differ from itself. Choose another one.");
  if (!(known.sameChain ?? sameFamily(base, target))) {
    return refused(
      "other-chain",
      `${base.name} and ${target.name} do not belong to one chain; Azure compares only snapshots of one disk in one region.`,
    );
  }
  if (compareTimes(base.timeCreated, target.timeCreated) > 0) {
    return refused("wrong-order", `${base.name} is newer than ${target.name}. The older one must be the base: swap the two.`);
  }
  if (crossesDiffBarrier(base, target)) {
    return refused(
      "resize-4tb",
      `The disk was resized across 4 TiB between ${base.name} and ${target.name}; Azure offers no diff across that.`,
    );
  }
  return canReadBoth(base, target);
}

export function crossesDiffBarrier(a: Snapshot, b: Snapshot): boolean {
  return a.diskSizeBytes > DIFF_BARRIER_BYTES !== b.diskSizeBytes > DIFF_BARRIER_BYTES;
}

/** Whether its data can be read through a SAS at all: what every measurement needs. */
export function canRead(snapshot: Snapshot): DiffPossibility {
  const notReady = notReadyReason(snapshot);
  if (notReady) return refused("not-ready", notReady);
  if (snapshot.snapshotAccessState === "InstantAccess") {
    return refused(
      "instant-access",
      `${snapshot.name} is an instant access snapshot; it can be read once its background copy has finished.`,
    );
  }
  if (snapshot.networkAccessPolicy === "DenyAll") {
    return refused("network-policy", `The network access policy of ${snapshot.name} (DenyAll) forbids reading its data.`);
  }
  return { ok: true };
}

function canReadBoth(base: Snapshot, target: Snapshot): DiffPossibility {
  const first = canRead(base);
  return first.ok ? canRead(target) : first;
}

function refused(rule: DiffRule, reason: string): DiffPossibility {
  return { ok: false, rule, reason };
}
