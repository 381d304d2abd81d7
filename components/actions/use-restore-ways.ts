// What the chooser of a restore offers: read when it opens, from the lists that are there and from the replicas.
import { useChain } from "#lib/client/chains/use-chains.ts";
import { useSnapshot } from "#lib/client/inventory/use-snapshots.ts";
import { type RestoreWay, restoreWays } from "./restore-ways.ts";
import { usePointsOfMoment } from "./use-points-of-moment.ts";

export interface OfferedWays {
  ways: RestoreWay[];
  /** A sentence, while more are looked for or where they could not be. */
  note: string | undefined;
}

export function useRestoreWays(snapshotId: string, isOpen: boolean): OfferedWays {
  const row = useSnapshot(isOpen ? snapshotId : undefined).data?.row;
  const own = useChain(row?.chainId);
  // Of a copy: the chain of what it was copied from, which knows its other copies as well.
  const origin = useChain(own.data?.chain.copyOfChainId);
  // A replica's points name what they were written from.
  const source = useSnapshot(isOpen ? row?.sourceSnapshotId : undefined).data?.row;
  const replicas = usePointsOfMoment(source ?? row, source?.chainId ?? row?.chainId, isOpen);
  if (!row) return { ways: [], note: undefined };
  const related = [own.data, origin.data].filter((one) => one !== undefined);
  const isLooking = own.isLoading || origin.isLoading;
  const failed = own.isError || origin.isError ? "Copies in other regions could not be read." : undefined;
  const note = [isLooking || replicas.isLooking ? "Looking for copies and replicas …" : undefined, failed, replicas.note];
  return { ways: restoreWays(row, related, replicas.points), note: note.filter(Boolean).join(" ") || undefined };
}
