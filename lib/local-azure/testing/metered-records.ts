// Snapshot and disk records for tests of the meter: only what the meter reads is of interest.

import type { Disk } from "../model/records/disk.ts";
import type { Snapshot } from "../model/records/snapshot.ts";

export function snapshotRecord(name: string, storedHistory: Snapshot["storedHistory"], more: Partial<Snapshot> = {}): Snapshot {
  return {
    id: `/subscriptions/sub-1/resourceGroups/RG-Web/providers/Microsoft.Compute/snapshots/${name}`,
    name,
    subscriptionId: "sub-1",
    resourceGroup: "RG-Web",
    location: "westeurope",
    uniqueId: name,
    creationData: { createOption: "Copy" },
    diskSizeBytes: 2 ** 37,
    encryption: { type: "EncryptionAtRestWithPlatformKey" },
    networkAccessPolicy: "AllowAll",
    publicNetworkAccess: "Enabled",
    timeCreated: new Date(storedHistory[0]?.atMs ?? 0).toISOString().replace("Z", "0000Z"),
    provisioningState: "Succeeded",
    imageId: 0,
    sku: "Standard_ZRS",
    incremental: true,
    diskState: "Unattached",
    storedHistory,
    ...more,
  };
}

export function diskRecord(name: string, createdMs: number, more: Partial<Disk> = {}): Disk {
  const { storedHistory, incremental, sku, diskState, ...common } = snapshotRecord(name, [{ atMs: createdMs, bytes: 0 }]);
  return {
    ...common,
    id: common.id.replace("/snapshots/", "/disks/"),
    creationData: { createOption: "Empty" },
    sku: "PremiumV2_LRS",
    diskState: "Unattached",
    diskIOPSReadWrite: 3000,
    diskMBpsReadWrite: 125,
    ...more,
  };
}
