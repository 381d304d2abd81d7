// Which copy of an operation failed, and what is still to be copied after it.

import type { ChainDetail } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import { copyIdOf } from "#lib/domain/plans/copy-target.ts";
import { type CopyRequest, copyRequest } from "#lib/operations/kinds/copy/request.ts";
import { type CopyAgainRequest, copyAgainRequest, copyAgainRequestOf } from "#lib/operations/kinds/copy-again/request.ts";
import { copyChainRequest } from "#lib/operations/kinds/copy-chain/request.ts";

type Copying = Pick<CopyRequest, "targetSubscriptionId" | "targetRegion" | "targetResourceGroup" | "speed"> &
  Pick<CopyAgainRequest, "snapshots">;

/** Undefined: none of its copies is there as failed, or the request is not known here. */
export function failedCopyOf(
  request: Record<string, unknown>,
  { copies, snapshots }: Pick<ChainDetail, "copies" | "snapshots">,
): { copy: SnapshotRow; request: CopyAgainRequest } | undefined {
  const copying = copyingOf(request);
  if (!copying) return undefined;
  const at = new Map(snapshots.map(({ id }, index) => [resourceKey(id), index]));
  const asked = copying.snapshots.toSorted((a, b) => (at.get(resourceKey(a.snapshotId)) ?? 0) - (at.get(resourceKey(b.snapshotId)) ?? 0));
  const byId = new Map(copies.map(({ snapshot }) => [resourceKey(snapshot.id), snapshot]));
  const copyOf = (one: Copying["snapshots"][number]) => byId.get(resourceKey(copyIdOf(one.snapshotId, copying, one.targetName)));
  const failedAt = asked.findIndex((one) => copyOf(one)?.state === "copy-failed");
  const failed = asked[failedAt];
  const copy = failed && copyOf(failed);
  const followers = asked.slice(failedAt + 1).filter((one) => copyOf(one) === undefined);
  const again = copy && copyAgainRequestOf(copy, { followers, speed: copying.speed });
  return copy && again ? { copy, request: again } : undefined;
}

/** Of any kind that copies. */
function copyingOf(request: Record<string, unknown>): Copying | undefined {
  const one = copyRequest.safeParse(request).data;
  if (one) return { ...one, snapshots: [{ snapshotId: one.snapshotId, targetName: one.targetName }] };
  return copyChainRequest.safeParse(request).data ?? copyAgainRequest.safeParse(request).data;
}
