"use client";
// Snapshots of the chain that are gone: nothing can be done with them, but they explain its gaps and its costs.
import { useMemo } from "react";
import { DataTable } from "#components/ui/data-table.tsx";
import type { Column } from "#components/ui/data-table-column.ts";
import { SplitName } from "#components/ui/split-name.tsx";
import { Age, Instant } from "#components/ui/time.tsx";
import type { Tombstone } from "#lib/contract/chains.ts";
import { formatBytes } from "#lib/domain/format.ts";
import classes from "./chain-detail.module.css";

export function TombstoneTable({ tombstones }: { tombstones: readonly Tombstone[] }) {
  const newestFirst = useMemo(() => tombstones.toReversed(), [tombstones]);
  return (
    <div className={classes.table}>
      <DataTable
        label="Deleted snapshots of the chain, newest first"
        columns={COLUMNS}
        rows={newestFirst}
        rowKey={(gone) => gone.uniqueId}
        total={newestFirst.length}
        fill={false}
        narrow={(gone) => ({
          first: (
            <>
              <SplitName name={gone.name} />
              <span>{storedWords(gone)}</span>
            </>
          ),
          second: (
            <>
              <Instant iso={gone.createdAt} />
              <span>
                gone <Age iso={gone.goneAt} />
              </span>
            </>
          ),
        })}
      />
    </div>
  );
}

const COLUMNS: Column<Tombstone>[] = [
  { id: "name", header: "Name", minWidth: 250, grow: 2, cell: (gone) => <SplitName name={gone.name} /> },
  { id: "created", header: "Created", minWidth: 192, grow: 0.5, cell: (gone) => <Instant iso={gone.createdAt} /> },
  {
    id: "gone",
    header: "Gone by",
    help: "When Azure was first read without it; it was deleted between that reading and the one before.",
    minWidth: 192,
    grow: 0.5,
    cell: (gone) => <Instant iso={gone.goneAt} />,
  },
  { id: "ago", header: "", numeric: true, minWidth: 106, grow: 0, cell: (gone) => <Age iso={gone.goneAt} /> },
  {
    id: "stored",
    header: "Stored last",
    help: "What it stored itself when it was seen last. Azure moved what later snapshots still need into the next one.",
    numeric: true,
    minWidth: 140,
    grow: 0,
    cell: storedWords,
  },
];

function storedWords({ storedBytes }: Tombstone): string {
  return storedBytes === null ? "not measured" : formatBytes(storedBytes);
}
