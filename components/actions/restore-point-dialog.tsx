// Restore a snapshot that is gone, from the recovery points in replicas that stand for it.
import { useState } from "react";
import { ActionDialog } from "./action-dialog.tsx";
import { RestoreReplicaForm } from "./restore-replica-form.tsx";
import { type PointOfMoment, pointWays } from "./restore-ways.ts";
import { WayChoice } from "./way-choice.tsx";

export interface RestorePointDialogProps {
  /** Of the snapshot. */
  name: string;
  /** One at least. */
  points: readonly PointOfMoment[];
  opened: boolean;
  onClose(): void;
}

export function RestorePointDialog({ name, points, opened, onClose }: RestorePointDialogProps) {
  const [chosen, setChosen] = useState<string>();
  const ways = pointWays(points);
  const way = ways.find(({ subjectId }) => subjectId === chosen) ?? ways.find(({ reason }) => reason === undefined) ?? ways[0];
  return (
    <ActionDialog title={`Restore ${name} from a replica`} opened={opened} onClose={onClose}>
      <WayChoice ways={ways} value={way?.subjectId ?? ""} onChange={setChosen} />
      {way && <RestoreReplicaForm key={way.subjectId} pointId={way.subjectId} opened={opened} onClose={onClose} />}
    </ActionDialog>
  );
}
