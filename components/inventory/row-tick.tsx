import { Checkbox } from "@mantine/core";
import { useId } from "react";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import classes from "./row-tick.module.css";

export interface TickedRows {
  rows: readonly SnapshotRow[];
  has(row: SnapshotRow): boolean;
  toggle(row: SnapshotRow): void;
  clear(): void;
}

/** No tab stop of its own: Space ticks the row the keyboard is on. The box is small, what is pressed is not. */
export function RowTick({ row, ticks }: { row: SnapshotRow; ticks: Pick<TickedRows, "has" | "toggle"> }) {
  const id = useId();
  return (
    <label htmlFor={id} className={classes.tick}>
      <Checkbox
        id={id}
        size="xs"
        tabIndex={-1}
        checked={ticks.has(row)}
        onChange={() => ticks.toggle(row)}
        aria-label={`Tick ${row.name}`}
      />
    </label>
  );
}
