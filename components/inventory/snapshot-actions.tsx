"use client";
// What can be done with a snapshot; what cannot says why.
import { IconArrowsDiff, IconCopy, IconRestore, IconTimeline } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { ReasonButton } from "#components/ui/reason-button.tsx";
import type { Possibility, SnapshotRow } from "#lib/contract/inventory.ts";
import classes from "./snapshot-panel.module.css";

const CopyDialog = dynamic(() => import("#components/actions/copy-dialog.tsx").then((m) => m.CopyDialog), { ssr: false });
const RestoreDialog = dynamic(() => import("#components/actions/restore-dialog.tsx").then((m) => m.RestoreDialog), { ssr: false });

export function SnapshotActions({ row }: { row: SnapshotRow }) {
  // Which dialog is open, and which was: its code is loaded at the first use.
  const [dialog, setDialog] = useState<"copy" | "restore">();
  const [used, setUsed] = useState<ReadonlySet<string>>(new Set());
  const open = (which: "copy" | "restore") => () => {
    setUsed((before) => new Set([...before, which]));
    setDialog(which);
  };
  const close = () => setDialog(undefined);
  return (
    <div className={classes.actions}>
      <ReasonButton
        leftSection={<IconArrowsDiff size={14} />}
        reason={reasonOf(row.canDiffWithPrevious)}
        to={{ page: "diff", params: { base: row.previousId, target: row.id } }}
      >
        Compare with previous
      </ReasonButton>
      <ReasonButton variant="default" leftSection={<IconCopy size={14} />} reason={reasonOf(row.canCopy)} onClick={open("copy")}>
        Copy to another region
      </ReasonButton>
      <ReasonButton variant="default" leftSection={<IconRestore size={14} />} reason={reasonOf(row.canRestore)} onClick={open("restore")}>
        Restore to a new disk
      </ReasonButton>
      <ReasonButton
        variant="default"
        leftSection={<IconTimeline size={14} />}
        reason={undefined}
        to={{ page: "chain", params: { id: row.chainId } }}
      >
        View chain
      </ReasonButton>
      {used.has("copy") && <CopyDialog snapshotId={row.id} opened={dialog === "copy"} onClose={close} />}
      {used.has("restore") && <RestoreDialog snapshotId={row.id} opened={dialog === "restore"} onClose={close} />}
    </div>
  );
}

function reasonOf({ possible, reason }: Possibility): string | undefined {
  return possible ? undefined : (reason ?? "Azure does not allow it for this snapshot.");
}
