import { IconArrowsExchange, IconKey, IconShieldCheck } from "@tabler/icons-react";
import { HoldIcon } from "#components/holds/hold-badge.tsx";
import { Gib } from "#components/ui/bytes.tsx";
import type { Column } from "#components/ui/data-table-column.ts";
import { SplitName } from "#components/ui/split-name.tsx";
import { TERMS } from "#components/ui/terms.ts";
import { Age } from "#components/ui/time.tsx";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { DeltaCell } from "./delta-cell.tsx";
import { FreesCell } from "./frees-cell.tsx";
import tickClasses from "./row-tick.module.css";
import { RowTick, type TickedRows } from "./row-tick.tsx";
import classes from "./snapshot-columns.module.css";
import { SnapshotStateBadge } from "./snapshot-state-badge.tsx";
import { TagsCell } from "./tags-cell.tsx";

/** With a box before the name. */
export function withTicks(columns: readonly Column<SnapshotRow>[], ticks: TickedRows): Column<SnapshotRow>[] {
  return columns.map((column) =>
    column.id === "name"
      ? {
          ...column,
          cell: (row) => (
            <span className={tickClasses.ticked}>
              <RowTick row={row} ticks={ticks} />
              {column.cell(row)}
            </span>
          ),
        }
      : column,
  );
}

export const SNAPSHOT_COLUMNS: readonly Column<SnapshotRow>[] = [
  { id: "name", header: "Name", sortKey: "name", minWidth: 212, grow: 3, cell: (row) => <NameCell row={row} /> },
  {
    id: "disk",
    header: "Disk",
    sortKey: "disk",
    minWidth: 128,
    grow: 1.5,
    cell: (row) => <span title={row.sourceDiskId}>{row.sourceDiskName}</span>,
  },
  { id: "subscription", header: "Subscription", sortKey: "subscription", minWidth: 130, grow: 1, cell: (row) => row.subscriptionName },
  { id: "region", header: "Region", sortKey: "region", minWidth: 114, grow: 0.5, cell: (row) => regionLabel(row.region) },
  { id: "type", header: "Type", help: TERMS.type, sortKey: "kind", minWidth: 96, grow: 0, cell: (row) => row.kind },
  {
    id: "redundancy",
    header: "Redundancy",
    help: TERMS.redundancy,
    sortKey: "redundancy",
    minWidth: 92,
    grow: 0,
    cell: (row) => <span title={row.sku}>{row.redundancy}</span>,
  },
  {
    id: "provisioned",
    header: "Provisioned",
    unit: "GiB",
    help: TERMS.provisioned,
    sortKey: "provisioned",
    numeric: true,
    minWidth: 116,
    grow: 0,
    cell: (row) => <Gib value={row.provisionedBytes} />,
  },
  {
    id: "delta",
    header: "Delta",
    unit: "GiB",
    help: TERMS.delta,
    sortKey: "delta",
    numeric: true,
    minWidth: 94,
    grow: 0,
    cell: (row) => <DeltaCell delta={row.delta} />,
  },
  {
    id: "frees",
    header: "Frees",
    unit: "GiB",
    help: TERMS.frees,
    numeric: true,
    minWidth: 122,
    grow: 0,
    cell: (row) => <FreesCell frees={row.frees} />,
  },
  {
    id: "age",
    header: "Age",
    help: TERMS.age,
    sortKey: "created",
    numeric: true,
    minWidth: 116,
    grow: 0,
    cell: (row) => <Age iso={row.createdAt} />,
  },
  {
    id: "state",
    header: "State",
    help: TERMS.state,
    sortKey: "state",
    minWidth: 130,
    grow: 0,
    cell: (row) => <SnapshotStateBadge row={row} />,
  },
  { id: "tags", header: "Tags", minWidth: 84, grow: 1, cell: (row) => <TagsCell tags={row.tags} /> },
];

/** Beside an open panel there is room for what tells rows apart. */
export const PANEL_COLUMNS: readonly string[] = ["name", "disk", "delta", "age", "state"];

/** Left out where there is no room for them, so that the delta stays in sight. */
export const WIDE_COLUMNS: readonly string[] = ["type", "redundancy", "frees", "tags"];
/** Left out before those. */
export const WIDER_COLUMNS: readonly string[] = ["frees", "tags"];
/** Left out first. */
export const WIDEST_COLUMNS: readonly string[] = ["tags"];

export function narrowSnapshot(row: SnapshotRow, ticks: TickedRows) {
  return {
    first: (
      <>
        <span className={tickClasses.ticked}>
          <RowTick row={row} ticks={ticks} />
          <SplitName name={row.name} />
        </span>
        <DeltaCell delta={row.delta} withUnit />
      </>
    ),
    second: (
      <>
        <span>
          {row.sourceDiskName} · {regionLabel(row.region)}
        </span>
        <span className={classes.narrowState}>
          <HoldIcon holds={row.holds} />
          {row.state !== "ready" && <SnapshotStateBadge row={row} />} <Age iso={row.createdAt} />
        </span>
      </>
    ),
  };
}

function NameCell({ row }: { row: SnapshotRow }) {
  return (
    <span className={classes.name}>
      <SplitName name={row.name} />
      <HoldIcon holds={row.holds} />
      {row.origin === "copy" && (
        <IconArrowsExchange size={14} className={classes.mark} role="img" aria-label="A copy from another region" />
      )}
      {row.origin === "azure-backup" && <IconShieldCheck size={14} className={classes.mark} role="img" aria-label="Made by Azure Backup" />}
      {row.hasActiveSas && <IconKey size={14} className={classes.key} role="img" aria-label="A SAS is open on it" />}
    </span>
  );
}
