// Plausible disks and snapshots for tests: name what matters, the rest is filled in.

import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";

const SUBSCRIPTION = "11111111-2222-3333-4444-555555555555";

export function diskId(name: string, group = "rg-db"): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.Compute/disks/${name}`;
}

export function snapshotId(name: string, group = "rg-db"): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.Compute/snapshots/${name}`;
}

export function sampleDisk(given: Partial<Disk> & { name: string }): Disk {
  return {
    id: diskId(given.name),
    subscriptionId: SUBSCRIPTION,
    resourceGroup: "rg-db",
    location: "westeurope",
    sku: "Premium_LRS",
    tags: {},
    diskSizeBytes: 128 * 1024 ** 3,
    uniqueId: `unique-${given.name}`,
    timeCreated: "2026-01-01T00:00:00.0000000Z",
    diskState: "Attached",
    provisioningState: "Succeeded",
    zones: [],
    logicalSectorSize: 512,
    encryption: { type: "EncryptionAtRestWithPlatformKey" },
    networkAccessPolicy: "AllowAll",
    ...given,
  };
}

export function sampleSnapshot(given: Partial<Snapshot> & { name: string }): Snapshot {
  return {
    id: snapshotId(given.name),
    subscriptionId: SUBSCRIPTION,
    resourceGroup: "rg-db",
    location: "westeurope",
    sku: "Standard_ZRS",
    tags: {},
    incremental: true,
    diskSizeBytes: 128 * 1024 ** 3,
    uniqueId: `unique-${given.name}`,
    timeCreated: "2026-11-01T00:00:00.0000000Z",
    provisioningState: "Succeeded",
    diskState: "Unattached",
    createOption: "Copy",
    sourceResourceId: diskId("db01"),
    sourceUniqueId: "unique-db01",
    logicalSectorSize: 512,
    encryption: { type: "EncryptionAtRestWithPlatformKey" },
    networkAccessPolicy: "AllowAll",
    ...given,
  };
}

/** A copy of a snapshot in another region, complete unless said otherwise. */
export function sampleCopy(source: Snapshot, given: Partial<Snapshot> & { name: string }): Snapshot {
  return sampleSnapshot({
    location: "northeurope",
    createOption: "CopyStart",
    sourceResourceId: source.id,
    sourceUniqueId: source.uniqueId,
    diskSizeBytes: source.diskSizeBytes,
    timeCreated: source.timeCreated,
    completionPercent: 100,
    ...given,
  });
}

/** n snapshots of disk db01, a day apart from 1 November 2026, named s1, s2 … */
export function sampleChain(count: number, given: Partial<Snapshot> = {}): Snapshot[] {
  return Array.from({ length: count }, (_, i) =>
    sampleSnapshot({
      name: `s${i + 1}`,
      timeCreated: new Date(Date.UTC(2026, 10, 1 + i)).toISOString().replace("000Z", "0000000Z"),
      ...given,
    }),
  );
}
