"use client";
// The timeline in words: every snapshot, its delta, and where its copies are.
import { useMemo } from "react";
import { DeltaCell } from "#components/inventory/delta-cell.tsx";
import { FreesCell } from "#components/inventory/frees-cell.tsx";
import { MonthlyCost } from "#components/inventory/monthly-cost.tsx";
import { RowTick } from "#components/inventory/row-tick.tsx";
import { SnapshotStateBadge } from "#components/inventory/snapshot-state-badge.tsx";
import { TagsCell } from "#components/inventory/tags-cell.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { Column } from "#components/ui/data-table-column.ts";
import { SplitName } from "#components/ui/split-name.tsx";
import { TERMS } from "#components/ui/terms.ts";
import { Age, Instant } from "#components/ui/time.tsx";
import type { ChainDetail } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import classes from "./chain-detail.module.css";
import { type CopyLane, copyLanes } from "./chain-lanes.ts";
import type { Ticks } from "./use-ticks.ts";

export interface ChainTableProps {
  detail: ChainDetail;
  ticks: Ticks;
  onOpen: (row: SnapshotRow) => void;
}

export function ChainTable({ detail, ticks, onOpen }: ChainTableProps) {
  const newestFirst = useMemo(() => detail.snapshots.toReversed(), [detail.snapshots]);
  const lanes = useMemo(() => copyLanes(detail), [detail]);
  return (
    <div className={classes.table}>
      <DataTable
        label="Snapshots of the chain, newest first"
        columns={tableColumns(ticks, lanes)}
        rows={newestFirst}
        rowKey={rowKey}
        total={newestFirst.length}
        fill={false}
        narrow={(row) => ({
          first: (
            <>
              <span className={classes.named}>
                <RowTick row={row} ticks={ticks} />
                <SplitName name={row.name} />
              </span>
              <DeltaCell delta={row.delta} withUnit />
            </>
          ),
          second: (
            <>
              <Instant iso={row.createdAt} />
              <span className={classes.narrowEnd}>
                {row.monthlyCost && (
                  <span>
                    <MonthlyCost row={row} /> a month
                  </span>
                )}
                <SnapshotStateBadge row={row} />
              </span>
            </>
          ),
        })}
        onOpen={onOpen}
        onTick={ticks.toggle}
      />
    </div>
  );
}

const rowKey = (row: SnapshotRow) => resourceKey(row.id);

function tableColumns(ticks: Ticks, lanes: readonly CopyLane[]): Column<SnapshotRow>[] {
  return [
    {
      id: "name",
      header: "Name",
      minWidth: 250,
      grow: 1,
      cell: (row) => (
        <span className={classes.named}>
          <RowTick row={row} ticks={ticks} />
          <SplitName name={row.name} />
        </span>
      ),
    },
    { id: "position", isSpare: true, header: "No.", numeric: true, minWidth: 56, grow: 0, cell: (row) => row.positionInChain },
    { id: "created", header: "Created", minWidth: 192, grow: 0, cell: (row) => <Instant iso={row.createdAt} /> },
    { id: "age", isSpare: true, header: "Age", numeric: true, minWidth: 116, grow: 0, cell: (row) => <Age iso={row.createdAt} /> },
    {
      id: "delta",
      header: "Delta",
      unit: "GiB",
      help: TERMS.delta,
      numeric: true,
      minWidth: 104,
      grow: 0,
      cell: (row) => <DeltaCell delta={row.delta} />,
    },
    {
      id: "frees",
      header: "Frees",
      unit: "GiB",
      help: TERMS.frees,
      numeric: true,
      minWidth: 128,
      grow: 0,
      cell: (row) => <FreesCell frees={row.frees} />,
    },
    {
      id: "cost",
      header: "A month",
      unit: "USD",
      help: "What it stores itself, for a whole month at the public list price of its region.",
      numeric: true,
      minWidth: 98,
      grow: 0,
      cell: (row) => <MonthlyCost row={row} />,
    },
    { id: "state", header: "State", help: TERMS.state, minWidth: 132, grow: 0, cell: (row) => <SnapshotStateBadge row={row} /> },
    ...lanes.map((lane) => ({
      id: lane.region,
      header: `In ${regionLabel(lane.region)}`,
      minWidth: 140,
      grow: 0.5,
      cell: (row: SnapshotRow) => <CopyCell row={row} lane={lane} />,
    })),
    { id: "tags", header: "Tags", minWidth: 110, grow: 2, cell: (row) => <TagsCell tags={row.tags} /> },
  ];
}

function CopyCell({ row, lane }: { row: SnapshotRow; lane: CopyLane }) {
  const mark = lane.marks.find((one) => resourceKey(one.source.id) === resourceKey(row.id));
  if (!mark?.copy) return <span className={classes.quiet}>no copy</span>;
  return <SnapshotStateBadge row={mark.copy} />;
}
