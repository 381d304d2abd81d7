"use client";
import { Button } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { DropPanel } from "#components/ui/drop-panel.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import classes from "./filter-bar.module.css";

const ColumnChoices = dynamic(() => untilLoaded(() => import("./column-choices.tsx")).then((m) => m.ColumnChoices), { ssr: false });

export function ColumnPicker() {
  return (
    <DropPanel
      label="Columns"
      align="end"
      widthPx={200}
      trigger={(props) => (
        <Button
          {...props}
          variant="default"
          className={classes.wideOnly}
          leftSection={<IconColumns3 size={14} />}
          aria-label="Choose columns"
        >
          Columns
        </Button>
      )}
    >
      {() => <ColumnChoices />}
    </DropPanel>
  );
}
