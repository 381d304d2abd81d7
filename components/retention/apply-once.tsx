"use client";
// What was worked out goes through the plan of a delete like any other selection: with its delay, and typed words.
import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { ChosenSnapshot } from "#components/actions/delete-dialog.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { formatCount } from "#lib/domain/format.ts";
import { MAX_DELETED } from "#lib/operations/kinds/delete/request.ts";
import classes from "./retention.module.css";

const DeleteDialog = dynamic(() => untilLoaded(() => import("#components/actions/delete-dialog.tsx")).then((m) => m.DeleteDialog), {
  ssr: false,
});

interface ApplyOnceProps {
  /** Oldest first. */
  snapshots: readonly ChosenSnapshot[];
  /** What is shown is of another question. */
  isStale: boolean;
}

export function ApplyOnce({ snapshots, isStale }: ApplyOnceProps) {
  // As they were when the button was pressed.
  const [dialog, setDialog] = useState<{ snapshots: readonly ChosenSnapshot[]; isOpen: boolean }>();
  const some = snapshots.slice(0, MAX_DELETED);
  const isPart = some.length < snapshots.length;
  return (
    <>
      <Button
        leftSection={<IconTrash size={14} />}
        disabled={isStale || some.length === 0}
        onClick={() => setDialog({ snapshots: some, isOpen: true })}
      >
        {isPart ? `Apply once to the oldest ${formatCount(some.length)}` : "Apply once"}
      </Button>
      {isPart && <span className={classes.quiet}>One delete takes at most {formatCount(MAX_DELETED)}.</span>}
      {dialog && (
        <DeleteDialog snapshots={dialog.snapshots} opened={dialog.isOpen} onClose={() => setDialog({ ...dialog, isOpen: false })} />
      )}
    </>
  );
}
