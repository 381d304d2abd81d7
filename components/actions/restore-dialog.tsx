// Restore a moment of a disk to a new disk, from wherever it is: the ways are offered side by side, and the chosen one has its
// form and plan below. Always the complete disk of that moment.
import { useState } from "react";
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { ActionDialog } from "./action-dialog.tsx";
import { RestoreForm } from "./restore-form.tsx";
import { RestoreReplicaForm } from "./restore-replica-form.tsx";
import { useRestoreWays } from "./use-restore-ways.ts";
import { WayChoice } from "./way-choice.tsx";

export function RestoreDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const [chosen, setChosen] = useState<string>();
  const { ways, note } = useRestoreWays(snapshotId, opened);
  const close = () => {
    setChosen(undefined);
    onClose();
  };
  const way = ways.find(({ subjectId }) => subjectId === chosen) ?? ways.find(({ reason }) => reason === undefined);
  // Of what cannot be the form says why.
  const subjectId = way?.subjectId ?? snapshotId;
  return (
    <ActionDialog title={`Restore ${resourceName(snapshotId)} to a new disk`} opened={opened} onClose={close}>
      {ways.length > 0 && <WayChoice ways={ways} value={way?.subjectId ?? ""} note={note} onChange={setChosen} />}
      {way?.from === "point" ? (
        <RestoreReplicaForm key={subjectId} pointId={subjectId} opened={opened} onClose={close} />
      ) : (
        <RestoreForm key={subjectId} snapshotId={subjectId} opened={opened} onClose={close} />
      )}
    </ActionDialog>
  );
}
