// The dialog of one snapshot, from its panel.
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { useSnapshot } from "#lib/client/inventory/use-snapshots.ts";
import { DeleteDialog } from "./delete-dialog.tsx";

export function DeleteSnapshotDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const row = useSnapshot(opened ? snapshotId : undefined).data?.row;
  return <DeleteDialog snapshots={row ? [row] : []} opened={opened && row !== undefined} onClose={onClose} />;
}
