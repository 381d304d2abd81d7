// The dialog of one snapshot, from its panel.
import { useState } from "react";
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { useSnapshot } from "#lib/client/inventory/use-snapshots.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { DeleteDialog } from "./delete-dialog.tsx";

export function DeleteSnapshotDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const row = useSnapshot(opened ? snapshotId : undefined).data?.row;
  // As it was when the dialog was opened: another one of the name is not what was meant.
  const [meant, setMeant] = useState<SnapshotRow>();
  if (opened && row && !meant) setMeant(row);
  if (!opened && meant) setMeant(undefined);
  return <DeleteDialog snapshots={meant ? [meant] : []} opened={opened && meant !== undefined} onClose={onClose} />;
}
