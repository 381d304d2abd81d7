// The recovery points in replicas that stand for one snapshot.
import { useReplicas } from "#lib/client/chains/use-replicas.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import type { RecoveryPointRow, ReplicaList } from "#lib/contract/replicas.ts";
import { toPointId } from "#lib/domain/replication/point-id.ts";
import { pointProblems } from "#lib/domain/replication/restore-point-rule.ts";
import type { PointOfMoment } from "./restore-ways.ts";

interface PointsOfMoment {
  points: PointOfMoment[];
  isLooking: boolean;
  /** What could not be read. */
  note: string | undefined;
}

/** origin: the snapshot itself, or the one it was copied from, and the chain of that. */
export function usePointsOfMoment(origin: SnapshotRow | undefined, chainId: string | undefined, isOpen: boolean): PointsOfMoment {
  const { data, isLoading, isError } = useReplicas(chainId, isOpen);
  return {
    points: origin && data ? pointsWhere(data, ({ uniqueId }) => uniqueId.toLowerCase() === origin.uniqueId.toLowerCase()) : [],
    isLooking: isLoading,
    note: isError ? "Replicas could not be read." : data && notReadNote(data),
  };
}

export function pointsWhere({ replicas }: Pick<ReplicaList, "replicas">, isWanted: (point: RecoveryPointRow) => boolean): PointOfMoment[] {
  return replicas.flatMap(({ place, accountName, region, stripes, points }) =>
    points.filter(isWanted).map((point) => {
      const [problem] = pointProblems({ place, region, stripes }, point);
      return {
        pointId: toPointId({ place, uniqueId: point.uniqueId }),
        replica: place.name,
        account: accountName,
        region,
        possible: problem === undefined,
        ...(problem ? { reason: problem.message } : {}),
      };
    }),
  );
}

function notReadNote({ notRead }: ReplicaList): string | undefined {
  if (notRead.length === 0) return undefined;
  return `There may be more replicas: ${notRead.map(({ what }) => what).join(", ")} could not be read.`;
}
