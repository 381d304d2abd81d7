// What makes the estate of the demo lifelike: each of these is met in real subscriptions, and each has tripped a tool.

import { ticksToMs } from "../clock.ts";
import { hourMs } from "../cost/meter/meter-quantity.ts";
import type { Snapshot } from "../model/records/snapshot.ts";
import type { World } from "../model/world.ts";
import type { Calendar } from "./calendar.ts";
import { formatDisk } from "./disk-layout.ts";
import type { DemoGroups } from "./groups.ts";
import type { Machine } from "./machine.ts";
import { createRandom } from "./random.ts";
import { populate } from "./workloads.ts";

const minuteMs = 60_000;
const gib = 2 ** 30;

export interface Scene {
  world: World;
  groups: DemoGroups;
  calendar: Calendar;
}

/** All of the chain is in the other region, but for the latest two: the replication has stopped. */
export function replicateButTheLatestTwo({ world, groups }: Scene, { snapshots }: Machine): Snapshot[] {
  return snapshots.slice(0, -2).map((source) =>
    world.startCopy({
      source,
      name: `${source.name}-dr`,
      group: groups.recovery,
      location: "northeurope",
      tags: { ...source.tags, env: "dr" },
      atMs: createdMs(source) + 2 * hourMs,
      durationMs: 40 * minuteMs,
    }),
  );
}

/** Two copies have arrived; the third is at a third of its way and takes half a day. */
export function leaveCopyUnderWay({ world, groups, calendar }: Scene, { snapshots }: Machine): Snapshot {
  const [first, second, third] = snapshots.slice(-4, -1);
  const copyHours = 12;
  const copy = (source: Snapshot | undefined, atMs: number, hours: number) =>
    world.startCopy({
      source: must(source),
      name: `${must(source).name}-north`,
      group: groups.recovery,
      location: "northeurope",
      tags: must(source).tags,
      atMs,
      durationMs: hours * hourMs,
    });
  copy(first, createdMs(must(first)) + hourMs, 3);
  copy(second, createdMs(must(second)) + hourMs, 0.5);
  return copy(third, calendar.nowMs - 0.35 * copyHours * hourMs, copyHours);
}

/** The clean-up deleted the source while its copy was under way. */
export function failCopy({ world, groups }: Scene, { snapshots }: Machine): Snapshot {
  const [before, source] = snapshots.slice(-6, -4);
  const startedMs = createdMs(must(snapshots.at(-4))) + 3 * hourMs;
  const place = { group: groups.recovery, location: "northeurope", tags: must(source).tags };
  world.startCopy({
    ...place,
    source: must(before),
    name: `${must(before).name}-north`,
    atMs: startedMs - 6 * hourMs,
    durationMs: 4 * hourMs,
  });
  const held = { durationMs: 2 * hourMs, holdAtPercent: 62 };
  const failed = world.startCopy({ ...place, ...held, source: must(source), name: `${must(source).name}-north`, atMs: startedMs });
  world.deleteSnapshot(must(source), startedMs + 2 * hourMs);
  snapshots.splice(snapshots.indexOf(must(source)), 1);
  return failed;
}

/** Somebody took a SAS for the longest time there is and forgot it. */
export function forgetSas({ world, calendar }: Scene, { snapshots }: Machine): Snapshot {
  const grantedMs = calendar.at(33, 11);
  const snapshot = must(snapshots.findLast((candidate) => createdMs(candidate) < grantedMs));
  world.grantAccess({ resource: snapshot, access: "Read", durationSeconds: 60 * 24 * 3600, atMs: grantedMs });
  return snapshot;
}

/** Three premium full snapshots of one OS disk, minutes apart: scaling out without an image. */
export function scaleOutFromFullSnapshots({ world, groups }: Scene, { disk, snapshots }: Machine): Snapshot[] {
  const lastMs = createdMs(must(snapshots.at(-1)));
  return [1, 2, 3].map((number) =>
    world.takeSnapshot({
      disk,
      incremental: false,
      sku: "Premium_LRS",
      name: `web-02-golden-${number}`,
      group: groups.web,
      tags: { env: "prod", owner: "web-team", purpose: "scale-out" },
      atMs: lastMs + number * 5 * minuteMs,
    }),
  );
}

export function keepFullSnapshotByHand({ world, groups }: Scene, { disk, snapshots }: Machine): Snapshot {
  const atMs = createdMs(must(snapshots.at(-1))) + hourMs;
  return world.takeSnapshot({ disk, incremental: false, name: "jump-01-before-upgrade", group: groups.web, atMs });
}

/** A restore test nobody cleaned up, and a disk that nobody backs up. */
export function addStrayDisks({ world, groups, calendar }: Scene, { snapshots }: Machine): void {
  world.restoreDisk({
    source: must(snapshots.at(-4)),
    name: "sql-01-data-restoretest",
    group: groups.data,
    sku: "Premium_LRS",
    tags: { env: "test", owner: "dba" },
    atMs: calendar.at(2, 10.2),
  });
  const scratch = world.createEmptyDisk({
    name: "batch-scratch-01",
    group: groups.dev,
    sku: "Standard_LRS",
    sizeGib: 256,
    atMs: calendar.at(70, 13),
  });
  populate({ volume: formatDisk(world.pages, scratch, "linuxData"), random: createRandom(scratch.name) }, 90 * gib);
}

function createdMs(snapshot: Snapshot): number {
  return ticksToMs(snapshot.timeCreated);
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the demo estate lacks a snapshot it is built on");
  return value;
}
