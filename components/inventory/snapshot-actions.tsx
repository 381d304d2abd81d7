"use client";
// What can be done with a snapshot; what cannot says why.
import { IconArrowsDiff, IconTimeline } from "@tabler/icons-react";
import { useState } from "react";
import { useOperationUis } from "#components/operations/kinds/use-operation-ui.ts";
import { ReasonButton } from "#components/ui/reason-button.tsx";
import type { Possibility, SnapshotRow } from "#lib/contract/inventory.ts";
import classes from "./snapshot-panel.module.css";

export function SnapshotActions({ row }: { row: SnapshotRow }) {
  // Which dialog is open, and which was: its code is loaded at the first use.
  const [dialog, setDialog] = useState<string>();
  const [used, setUsed] = useState<ReadonlySet<string>>(new Set());
  const actions = useOperationUis().flatMap(({ words, snapshotAction }) =>
    snapshotAction ? [{ kind: words.kind, ...snapshotAction }] : [],
  );
  const open = (which: string) => () => {
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
      {actions.map(({ kind, label, Icon, possibility }) => (
        <ReasonButton
          key={kind}
          variant="default"
          leftSection={<Icon size={14} />}
          reason={reasonOf(possibility(row))}
          onClick={open(kind)}
        >
          {label}
        </ReasonButton>
      ))}
      <ReasonButton
        variant="default"
        leftSection={<IconTimeline size={14} />}
        reason={undefined}
        to={{ page: "chain", params: { id: row.chainId } }}
      >
        View chain
      </ReasonButton>
      {actions.map(
        ({ kind, Dialog }) => used.has(kind) && <Dialog key={kind} snapshotId={row.id} opened={dialog === kind} onClose={close} />,
      )}
    </div>
  );
}

function reasonOf({ possible, reason }: Possibility): string | undefined {
  return possible ? undefined : (reason ?? "Azure does not allow it for this snapshot.");
}
