// What is under the cursor, always in the same place.
import { HoldBadge } from "#components/holds/hold-badge.tsx";
import { SnapshotStateBadge } from "#components/inventory/snapshot-state-badge.tsx";
import { verifiedWords } from "#components/inventory/verified-words.ts";
import { Instant } from "#components/ui/time.tsx";
import type { Tombstone } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { CopyLane } from "./chain-lanes.ts";
import classes from "./chain-timeline.module.css";

export interface TimelineReadoutProps {
  row: SnapshotRow;
  lanes: readonly CopyLane[];
  isTicked: boolean;
}

export function TimelineReadout({ row, lanes, isTicked }: TimelineReadoutProps) {
  const copies = lanes.map((lane) => {
    const mark = lane.marks.find((one) => resourceKey(one.source.id) === resourceKey(row.id));
    return `${regionLabel(lane.region)}: ${mark?.state === "ready" ? verifiedWords(mark.copy?.verified) : (mark?.state ?? "missing").replaceAll("-", " ")}`;
  });
  return (
    <div className={classes.readout} aria-live="polite">
      <strong className={classes.readoutName}>{row.name}</strong>
      <span>
        <Instant iso={row.createdAt} />
      </span>
      <span>{deltaWords(row)}</span>
      <SnapshotStateBadge row={row} />
      <HoldBadge holds={row.holds} />
      {copies.map((words) => (
        <span key={words}>{words}</span>
      ))}
      {isTicked && <span className={classes.readoutTick}>ticked</span>}
    </div>
  );
}

/** The same of one that is gone. */
export function TombstoneReadout({ gone }: { gone: Tombstone }) {
  return (
    <div className={classes.readout} aria-live="polite">
      <strong className={classes.readoutName}>{gone.name}</strong>
      <span>
        <Instant iso={gone.createdAt} />
      </span>
      <span>{gone.storedBytes === null ? "never measured" : `stored ${formatBytes(gone.storedBytes)} last`}</span>
      <span>
        deleted, gone by <Instant iso={gone.goneAt} />
      </span>
    </div>
  );
}

function deltaWords({ delta }: SnapshotRow): string {
  if (delta.state === "pending") return "not complete yet";
  if (delta.state === "not-measured") return "not measured";
  return delta.basis === "allocated" ? `${formatBytes(delta.bytes)}, all data` : `${formatBytes(delta.bytes)} written`;
}
