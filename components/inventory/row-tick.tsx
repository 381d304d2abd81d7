import { Checkbox } from "@mantine/core";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import classes from "./row-tick.module.css";

export interface TickedRows {
  rows: readonly SnapshotRow[];
  has(row: SnapshotRow): boolean;
  toggle(row: SnapshotRow): void;
  clear(): void;
}

/** No tab stop of its own: Space ticks the row the keyboard is on. */
export function RowTick({ row, ticks }: { row: SnapshotRow; ticks: TickedRows }) {
  return (
    <Checkbox
      size="xs"
      className={classes.tick}
      tabIndex={-1}
      checked={ticks.has(row)}
      onChange={() => ticks.toggle(row)}
      aria-label={`Tick ${row.name}`}
    />
  );
}
