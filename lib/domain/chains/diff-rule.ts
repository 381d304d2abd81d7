// Whether Azure can tell what changed between two snapshots. Source of the rules:
// learn.microsoft.com, "Create an incremental snapshot for managed disks", restrictions.

import { type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { isInstantAccess, notReadyReason, type SnapshotState, snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { sameFamily } from "./family.ts";

/** A disk that grows across this size starts its diffs anew. */
export const DIFF_BARRIER_BYTES = 4 * 1024 ** 4;

/** Rules of a single snapshot: they forbid every reading of its data. */
export const READ_RULES = [
  "not-ready",
  "failed",
  "deleting",
  "unknown-state",
  "instant-access",
  "network-policy",
  "public-network",
  "unknown-size",
  "unknown-time",
] as const;
export type ReadRule = (typeof READ_RULES)[number];

export type DiffRule = "same-snapshot" | "not-incremental" | "other-chain" | "wrong-order" | "resize-4tb" | ReadRule;

export interface Refusal<Rule extends DiffRule = DiffRule> {
  rule: Rule;
  /** A sentence. */
  reason: string;
}

export type DiffPossibility<Rule extends DiffRule = DiffRule> = { ok: true } | ({ ok: false } & Refusal<Rule>);

/** What the rule reads of a snapshot. A row of the API has it too: a page disables a pair before anybody asks for it. */
export interface DiffSide extends Pick<Snapshot, "id" | "name" | "incremental" | "timeCreated" | "diskSizeBytes"> {
  /** Why its data cannot be read; absent when it can. */
  unreadable?: Refusal<ReadRule>;
}

/** Pass sameChain where the chain is known (buildChains): copies without a family id cannot tell it by themselves. */
export function canDiff(base: Snapshot, target: Snapshot, known: { sameChain?: boolean } = {}): DiffPossibility {
  const sameChain = known.sameChain ?? (base.incremental && target.incremental && sameFamily(base, target));
  return canDiffSides(toSide(base), toSide(target), sameChain);
}

export function canDiffSides(base: DiffSide, target: DiffSide, sameChain: boolean): DiffPossibility {
  const full = [base, target].find((side) => !side.incremental);
  if (full) return refused("not-incremental", `${full.name} is a full snapshot; only incremental snapshots can be compared.`);
  if (sameResource(base.id, target.id)) return refused("same-snapshot", "A snapshot does not differ from itself. Choose another one.");
  if (!sameChain) {
    return refused(
      "other-chain",
      `${base.name} and ${target.name} do not belong to one chain; Azure compares only snapshots of one disk in one region.`,
    );
  }
  const areTimesKnown = base.timeCreated !== undefined && target.timeCreated !== undefined;
  if (areTimesKnown && compareTimes(base.timeCreated, target.timeCreated) > 0) {
    return refused("wrong-order", `${base.name} is newer than ${target.name}. The older one must be the base: swap the two.`);
  }
  if (crossesDiffBarrier(base, target)) {
    return refused(
      "resize-4tb",
      `The disk was resized across 4 TiB between ${base.name} and ${target.name}; Azure offers no diff across that.`,
    );
  }
  // Its own reason first: the other may be in another place of the chain.
  const unreadable = target.unreadable ?? base.unreadable;
  return unreadable ? { ok: false, ...unreadable } : { ok: true };
}

type Sized = Pick<Snapshot, "diskSizeBytes">;

export function crossesDiffBarrier(a: Sized, b: Sized): boolean {
  if (a.diskSizeBytes === undefined || b.diskSizeBytes === undefined) return false;
  return a.diskSizeBytes > DIFF_BARRIER_BYTES !== b.diskSizeBytes > DIFF_BARRIER_BYTES;
}

/** Whether its data can be read through a SAS at all: what every measurement needs. */
export function canRead(snapshot: Snapshot): DiffPossibility<ReadRule> {
  const unreadable = unreadableBy(snapshot);
  return unreadable ? { ok: false, ...unreadable } : { ok: true };
}

/** Only what is being made will be whole by itself. */
const UNREADY_RULES: Readonly<Record<Exclude<SnapshotState, "ready">, ReadRule>> = {
  creating: "not-ready",
  copying: "not-ready",
  "copy-failed": "failed",
  failed: "failed",
  deleting: "deleting",
  unknown: "unknown-state",
};

/** The rule that forbids reading its data now; undefined when none does. */
export function unreadableBy(snapshot: Snapshot): Refusal<ReadRule> | undefined {
  if (isInstantAccess(snapshot)) {
    const reason = `${snapshot.name} is an instant access snapshot; it can be read once its background copy has finished.`;
    return { rule: "instant-access", reason };
  }
  const state = snapshotState(snapshot);
  if (state !== "ready") return { rule: UNREADY_RULES[state], reason: notReadyReason(snapshot) ?? "" };
  if (snapshot.networkAccessPolicy === "DenyAll") {
    return { rule: "network-policy", reason: `The network access policy of ${snapshot.name} (DenyAll) forbids reading its data.` };
  }
  if (snapshot.publicNetworkAccess?.toLowerCase() === "disabled") {
    const reason = `${snapshot.name} allows no access over public networks (publicNetworkAccess Disabled); it can be read once that is Enabled.`;
    return { rule: "public-network", reason };
  }
  if (snapshot.diskSizeBytes === undefined) {
    return { rule: "unknown-size", reason: `Azure does not say how large ${snapshot.name} is, so nobody knows when all of it is read.` };
  }
  if (snapshot.incremental && snapshot.timeCreated === undefined) {
    return { rule: "unknown-time", reason: `Azure does not say when ${snapshot.name} was made, so its place in its chain is unknown.` };
  }
  return undefined;
}

function toSide(snapshot: Snapshot): DiffSide {
  const { id, name, incremental, timeCreated, diskSizeBytes } = snapshot;
  return { id, name, incremental, timeCreated, diskSizeBytes, unreadable: unreadableBy(snapshot) };
}

function refused(rule: DiffRule, reason: string): DiffPossibility {
  return { ok: false, rule, reason };
}
