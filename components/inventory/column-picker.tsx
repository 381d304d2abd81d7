"use client";
import { Button, Checkbox, Popover } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { setPreferences, usePreferences } from "#lib/client/preferences.ts";
import classes from "./filter-bar.module.css";
import { SNAPSHOT_COLUMNS } from "./snapshot-columns.tsx";

export function ColumnPicker() {
  const { hiddenColumns } = usePreferences();
  const toggle = (id: string, isShown: boolean) =>
    setPreferences({ hiddenColumns: isShown ? hiddenColumns.filter((one) => one !== id) : [...hiddenColumns, id] });
  return (
    <Popover position="bottom-end" width={200} trapFocus>
      <Popover.Target>
        <Button variant="default" className={classes.wideOnly} leftSection={<IconColumns3 size={14} />} aria-label="Choose columns">
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
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
      </Popover.Dropdown>
    </Popover>
  );
}
