// Chains as a retention rule, or a proposal, may judge them: each snapshot with what keeps it whatever they say. These are the
// reasons of a delete's plan that can be known without asking Azure anew; it asks for the others.
import { AppError } from "#lib/domain/app-error.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type Hold, holdState, isHeldBy } from "#lib/domain/holds/hold.ts";
import { resourceKey, type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { isReady } from "#lib/domain/inventory/snapshot-state.ts";
import { deleteProblems } from "#lib/domain/plans/delete-rule.ts";
import { hasTag, type KeepReason, type RetentionMember, type RetentionRule } from "#lib/domain/retention/retention-rule.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { AccessLedger } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { EstateScope } from "#lib/services/ports/estate.ts";
import type { HoldStore } from "#lib/services/ports/holds.ts";

export interface JudgeDeps extends EstateDeps {
  holds: Pick<HoldStore, "on">;
  ledger: Pick<AccessLedger, "stillOpen">;
}

/** What speaks for keeping a snapshot at a time. */
export type ProtectionsAt = (chain: Chain, snapshot: Snapshot, nowMs: number) => KeepReason[];

export async function readProtections({ holds, ledger }: JudgeDeps, chains: readonly Chain[]): Promise<ProtectionsAt> {
  const [held, open] = await Promise.all([holds.on(chains.flatMap(({ snapshots }) => snapshots)), ledger.stillOpen()]);
  const heldOf = indexHolds(held);
  const own = new Set(open.map(({ snapshotId }) => resourceKey(snapshotId)));
  return (chain, snapshot, nowMs) =>
    deleteProblems({
      name: snapshot.name,
      uniqueId: snapshot.uniqueId,
      now: snapshot,
      nowMs,
      copies: chain.copies.filter((link) => sameResource(link.sourceSnapshotId, snapshot.id)),
      locks: [],
      isOwnSas: own.has(resourceKey(snapshot.id)),
      usedBy: [],
      holds: heldOf(snapshot).filter((hold) => holdState(hold, nowMs) === "in-force"),
    })
      // A SAS of our own is gone in a moment.
      .filter(({ rule, passes }) => rule === "identity-unknown" || !passes)
      .map(({ rule, message }) => ({ rule, message }));
}

function indexHolds(holds: readonly Hold[]): (snapshot: Snapshot) => Hold[] {
  const keys = new Set(holds.flatMap(({ snapshotId, uniqueId }) => [resourceKey(snapshotId), resourceKey(uniqueId)]));
  return (snapshot) =>
    keys.has(resourceKey(snapshot.id)) || keys.has(resourceKey(snapshot.uniqueId)) ? holds.filter((hold) => isHeldBy(hold, snapshot)) : [];
}

export type Selecting = Pick<RetentionRule, "disks" | "tags" | "exempt">;

export function toMember(rule: Selecting, chain: Chain, snapshot: Snapshot, protectionsAt: ProtectionsAt, nowMs: number): RetentionMember {
  const exempt = rule.exempt.filter((tag) => hasTag(snapshot.tags, tag));
  return {
    id: snapshot.id,
    createdAt: snapshot.timeCreated,
    isReady: isReady(snapshot),
    isSelected: isSelected(rule, snapshot),
    protections: [
      ...protectionsAt(chain, snapshot, nowMs),
      ...exempt.map((tag) => ({ rule: "exempt", message: `Its tag ${tag} exempts it from the rule.` })),
    ],
  };
}

export function isSelected({ tags }: Pick<RetentionRule, "tags">, snapshot: Pick<Snapshot, "tags">): boolean {
  return tags.length === 0 || tags.some((tag) => hasTag(snapshot.tags, tag));
}

/** Those the rule is about at all, as the asker sees them. Throws for a disk that none of them is of. */
export async function selectChains(
  { estate }: EstateDeps,
  { disks, ...rule }: Pick<RetentionRule, "disks" | "tags">,
  scope: EstateScope,
  context: CallContext,
): Promise<Chain[]> {
  const all = await estate.chains.all(context, scope);
  const isOf = (chain: Chain, disk: string) =>
    (chain.sourceDiskId !== undefined && sameResource(chain.sourceDiskId, disk)) ||
    chain.sourceDiskName.toLowerCase() === disk.toLowerCase();
  const unknown = disks.find((disk) => !all.some((chain) => isOf(chain, disk)));
  if (unknown !== undefined)
    throw new AppError("not-found", `There are no snapshots of a disk ${unknown} here.`, { details: { field: "disks", given: unknown } });
  return all
    .filter((chain) => disks.length === 0 || disks.some((disk) => isOf(chain, disk)))
    .filter((chain) => chain.snapshots.some((snapshot) => isSelected(rule, snapshot)))
    .toSorted((a, b) => a.sourceDiskName.localeCompare(b.sourceDiskName, "en") || a.location.localeCompare(b.location, "en"));
}
