// One disk through ninety days: created, formatted, filled, written to, backed up, its old snapshots deleted.

import { ticksToMs } from "../clock.ts";
import { dayMs } from "../cost/meter/meter-quantity.ts";
import type { Disk, DiskSku } from "../model/records/disk.ts";
import type { Encryption } from "../model/records/managed-resource.ts";
import type { ResourceGroup } from "../model/records/resource-group.ts";
import type { Snapshot, SnapshotSku } from "../model/records/snapshot.ts";
import type { World } from "../model/world.ts";
import type { BackupPlan, Calendar } from "./calendar.ts";
import { isExpired, snapshotTimes } from "./calendar.ts";
import type { LayoutName } from "./disk-layout.ts";
import { extendVolume, formatDisk } from "./disk-layout.ts";
import { createRandom } from "./random.ts";
import type { Volume } from "./volume.ts";
import type { Span, Workload } from "./workloads.ts";
import { populate } from "./workloads.ts";

export interface MachineSpec {
  disk: string;
  group: ResourceGroup;
  /** Default: the disk's. */
  snapshotGroup?: ResourceGroup;
  /** Default: long before its first snapshot. */
  createdDaysAgo?: number;
  sku: DiskSku;
  sizeGib: number;
  layout: LayoutName;
  usedGib: number;
  workload: Workload;
  backup: BackupPlan;
  /** Shown as the VM it is attached to; absent: unattached. */
  vm?: string;
  tags?: Record<string, string>;
  zones?: string[];
  encryption?: Encryption;
  /** Once, before the first snapshot that is younger. */
  events?: MachineEvent[];
  snapshotSku?: SnapshotSku;
  /** Default: snap-{disk}-{yyyymmdd}. */
  snapshotName?: (context: SnapshotContext) => string;
  snapshotTags?: (context: SnapshotContext) => Record<string, string> | undefined;
  snapshotManagedBy?: string;
  networkAccessPolicy?: (context: SnapshotContext) => Snapshot["networkAccessPolicy"];
}

export interface SnapshotContext {
  /** Of this disk, from 0. */
  index: number;
  atMs: number;
  /** yyyymmdd */
  day: string;
}

export type MachineEvent = { daysAgo: number } & ({ happens: (span: Span) => void } | { growToGib: number });

export interface Machine {
  disk: Disk;
  volume: Volume;
  /** In order; deleted ones have left. */
  snapshots: Snapshot[];
}

export function runMachine(world: World, spec: MachineSpec, calendar: Calendar): Machine {
  const { disk, volume } = buildDisk(world, spec, calendar);
  const random = createRandom(spec.disk);
  populate({ volume, random }, spec.usedGib * 2 ** 30);
  const snapshots: Snapshot[] = [];
  const events = [...(spec.events ?? [])];
  let lastMs = calendar.at(spec.backup.firstDaysAgo + spec.backup.everyDays, spec.backup.hour);
  for (const [index, atMs] of snapshotTimes(spec.backup, calendar).entries()) {
    const span = { volume, random, days: (atMs - lastMs) / dayMs, atMs };
    spec.workload(span);
    for (const event of events.splice(0, events.filter((one) => calendar.at(one.daysAgo) <= atMs).length))
      happen(world, spec, { disk, span, event });
    snapshots.push(takeBackup(world, spec, disk, { index, atMs, day: dayText(atMs) }));
    deleteExpired(world, spec, snapshots, atMs);
    world.settle();
    lastMs = atMs;
  }
  return { disk, volume, snapshots };
}

function buildDisk(world: World, spec: MachineSpec, calendar: Calendar): { disk: Disk; volume: Volume } {
  const { disk: name, group, sku, sizeGib, vm, tags, zones, encryption, layout } = spec;
  const windows = layout.startsWith("windows");
  const disk = world.createEmptyDisk({
    name,
    group,
    sku,
    sizeGib,
    zones,
    tags,
    encryption,
    managedBy:
      vm === undefined
        ? undefined
        : `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}/providers/Microsoft.Compute/virtualMachines/${vm}`,
    ...(layout.endsWith("Os") ? { osType: windows ? ("Windows" as const) : ("Linux" as const), hyperVGeneration: "V2" as const } : {}),
    atMs: calendar.at(spec.createdDaysAgo ?? spec.backup.firstDaysAgo + 140, 9.4),
  });
  return { disk, volume: formatDisk(world.pages, disk, layout) };
}

function happen(world: World, spec: MachineSpec, { disk, span, event }: { disk: Disk; span: Span; event: MachineEvent }): void {
  if ("happens" in event) {
    event.happens(span);
    return;
  }
  const oldSizeBytes = disk.diskSizeBytes;
  world.growDisk(disk, event.growToGib);
  extendVolume(world.pages, disk, span.volume, spec.layout, oldSizeBytes);
}

function takeBackup(world: World, spec: MachineSpec, disk: Disk, context: SnapshotContext): Snapshot {
  return world.takeSnapshot({
    disk,
    incremental: true,
    name: spec.snapshotName?.(context) ?? `snap-${spec.disk}-${context.day}`,
    group: spec.snapshotGroup ?? spec.group,
    sku: spec.snapshotSku,
    tags: spec.snapshotTags === undefined ? spec.tags : spec.snapshotTags(context),
    managedBy: spec.snapshotManagedBy,
    networkAccessPolicy: spec.networkAccessPolicy?.(context),
    atMs: context.atMs + createRandom(`${spec.disk} ${context.index}`).between(0, 40_000),
    durationMs: 240_000,
  });
}

/** Twenty minutes after the backup the clean-up runs. */
function deleteExpired(world: World, spec: MachineSpec, snapshots: Snapshot[], atMs: number): void {
  const expired = snapshots.filter((snapshot) => isExpired(spec.backup, ticksToMs(snapshot.timeCreated), atMs));
  for (const snapshot of expired) {
    world.deleteSnapshot(snapshot, atMs + 20 * 60_000);
    snapshots.splice(snapshots.indexOf(snapshot), 1);
  }
}

export function dayText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10).replaceAll("-", "");
}
