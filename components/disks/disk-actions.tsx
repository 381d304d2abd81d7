"use client";
// What can be done with a disk; what cannot be just now its dialog says.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useOperationUis } from "#components/operations/kinds/use-operation-ui.ts";
import classes from "./disk-actions.module.css";

export function DiskActions({ diskId }: { diskId: string }) {
  const [dialog, setDialog] = useState<{ kind: string; isOpen: boolean }>();
  const actions = useOperationUis().flatMap(({ words, diskAction }) => (diskAction ? [{ kind: words.kind, ...diskAction }] : []));
  const opened = actions.find(({ kind }) => kind === dialog?.kind);
  return (
    <div className={classes.actions}>
      {actions.map(({ kind, label, Icon }) => (
        <Button key={kind} variant="default" leftSection={<Icon size={14} />} onClick={() => setDialog({ kind, isOpen: true })}>
          {label}
        </Button>
      ))}
      {opened && (
        <opened.Dialog diskId={diskId} opened={dialog?.isOpen === true} onClose={() => setDialog(dialog && { ...dialog, isOpen: false })} />
      )}
    </div>
  );
}
