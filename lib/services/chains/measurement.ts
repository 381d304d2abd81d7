// How what is known of a snapshot's stored size is told.
import type { Measurement } from "#lib/contract/inventory.ts";
import { measurementBase, measureObstacle } from "#lib/domain/chains/measurability.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { wantsDataToken } from "#lib/domain/inventory/data-access.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";

/** Whether who asks has the role is asked of Azure before any SAS. */
function toBeMeasured(why: string, snapshot: Snapshot | undefined): string {
  if (!snapshot || !wantsDataToken(snapshot)) return why;
  return `${why} Its data opens only to identities with the role Data Operator for Managed Disks (dataAccessAuthMode AzureActiveDirectory).`;
}

const NOT_YET = "Not measured yet: Azure has to be asked once which parts of it hold data.";
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
  const blocked = measureObstacle(chain, index);
  const snapshot = chain.snapshots[index];
  const baseId = measurementBase(chain, index)?.id;
  const against = baseId === undefined ? {} : { baseId };
  if (!blocked)
    return { state: "not-measured", outlook: "now", reason: toBeMeasured(isOutdated ? OUTDATED : NOT_YET, snapshot), ...against };
  const state = snapshot && snapshotState(snapshot);
  if (state === "creating" || state === "copying") return { state: "pending", reason: blocked.reason };
  return { state: "not-measured", ...blocked, ...against };
}
