// Who made a snapshot, as far as it shows.

import { isCopy, type Snapshot } from "./inventory.ts";

export const SNAPSHOT_ORIGINS = ["manual", "azure-backup", "copy"] as const;
export type SnapshotOrigin = (typeof SNAPSHOT_ORIGINS)[number];

/** Azure Backup marks its snapshots by its resource group, its name prefix or its tag; they are not ours to delete. */
export function snapshotOrigin(snapshot: Snapshot): SnapshotOrigin {
  if (isCopy(snapshot)) return "copy";
  const isBackup =
    /^AzureBackupRG_/i.test(snapshot.resourceGroup) ||
    /^AzureBackup_/i.test(snapshot.name) ||
    /Microsoft\.RecoveryServices|Microsoft\.DataProtection/i.test(snapshot.managedBy ?? "") ||
    "RSVaultBackup" in snapshot.tags;
  return isBackup ? "azure-backup" : "manual";
}
