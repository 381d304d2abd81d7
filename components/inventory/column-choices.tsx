"use client";
import { Checkbox } from "@mantine/core";
import { setPreferences, usePreferences } from "#lib/client/settings/preferences.ts";
import classes from "./filter-bar.module.css";
import { SNAPSHOT_COLUMNS } from "./snapshot-columns.tsx";

export function ColumnChoices() {
  const { hiddenColumns } = usePreferences();
  const toggle = (id: string, isShown: boolean) =>
    setPreferences({ hiddenColumns: isShown ? hiddenColumns.filter((one) => one !== id) : [...hiddenColumns, id] });
  return (
    <fieldset className={classes.group}>
      <legend>Columns shown</legend>
      {SNAPSHOT_COLUMNS.filter((column) => column.id !== "name").map((column) => (
        <Checkbox
          key={column.id}
          size="xs"
          label={column.header}
          checked={!hiddenColumns.includes(column.id)}
          onChange={(event) => toggle(column.id, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  );
}
