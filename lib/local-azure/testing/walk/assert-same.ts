// Is what Local Azure has what the naive model has? All bytes, page ranges, differences and stored sizes, of everything.

import type { Resource } from "../../model/records/resource.ts";
import type { Snapshot } from "../../model/records/snapshot.ts";
import type { World } from "../../model/world.ts";
import type { DiffRange, PageRange } from "../../pages/page-store.ts";
import type { NaiveAzure, NaiveResource, NaiveSnapshot } from "./naive-azure.ts";
import { pageBytes } from "./naive-azure.ts";
import type { WalkTarget } from "./walk-target.ts";
import { resourceIdOf } from "./walk-target.ts";

/** What is read in one piece; pages behind it one by one. */
const frontPages = 64;

export function assertSame(naive: NaiveAzure, target: WalkTarget): void {
  const { world, group } = target;
  const found = [...world.liveIn(group.subscriptionId)].filter((one) => one.resourceGroup === group.name);
  const expected = [...naive.disks, ...naive.snapshots];
  assertText("names", found.map((one) => one.name).sort(), expected.map((one) => one.name).sort());
  for (const resource of expected) assertContent(world, resource, findResource(target, resource));
  for (const snapshot of naive.snapshots) assertSnapshot(naive, target, snapshot);
}

export function findResource({ world, group }: WalkTarget, { kind, name }: NaiveResource): Resource {
  const id = resourceIdOf(group, { kind, name });
  const found = kind === "disk" ? world.findDisk(id) : world.findSnapshot(id);
  if (found === undefined) throw new Error(`${name} is not there any more`);
  return found;
}

function assertContent(world: World, naive: NaiveResource, { name, imageId, diskSizeBytes }: Resource): void {
  const lengthBytes = naive.lengthPages * pageBytes;
  assertText(`the size of ${name}`, [diskSizeBytes, world.pages.lengthOf(imageId)], [lengthBytes, lengthBytes]);
  assertText(`the page ranges of ${name}`, toTexts(world.pages.allocated(imageId)), toTexts(rangesOf(naive.pages.keys())));
  assertText(`the data of ${name}`, world.pages.allocatedBytes(imageId), naive.pages.size * pageBytes);
  const frontBytes = Math.min(frontPages, naive.lengthPages) * pageBytes;
  assertBytes(naive, { offset: 0, length: frontBytes }, world.pages.read(imageId, 0, frontBytes));
  for (const page of naive.pages.keys()) {
    const window = { offset: page * pageBytes, length: pageBytes };
    if (page >= frontPages) assertBytes(naive, window, world.pages.read(imageId, window.offset, pageBytes));
  }
}

function assertSnapshot(naive: NaiveAzure, target: WalkTarget, expected: NaiveSnapshot): void {
  const { world } = target;
  const snapshot = findResource(target, expected) as Snapshot;
  const { name } = expected;
  const storedPages = expected.state === "complete" ? expected.stored.size : 0;
  assertText(`what ${name} stores`, snapshot.storedHistory.at(-1)?.bytes ?? 0, storedPages * pageBytes);
  const times = snapshot.storedHistory.map((change) => change.atMs);
  assertText(
    `the order of what ${name} stored`,
    times,
    times.toSorted((a, b) => a - b),
  );
  assertText(`the copy of ${name}`, stateOf(world, snapshot), expected.state);
  if (expected.isCopyStart) assertText(`what the copy of ${name} carries`, snapshot.copy?.totalBytes, expected.carriedPages * pageBytes);
  if (!expected.incremental) return;
  const family = naive.familyOf(expected);
  assertText(`the family of ${name}`, namesOf(world.familyOf(snapshot)), namesOf(family));
  for (const base of family.slice(0, family.indexOf(expected))) {
    if (base.state === "failed" || expected.state === "failed") continue;
    const changed = world.pages.diff(findResource(target, base).imageId, snapshot.imageId);
    assertText(`what changed from ${base.name} to ${name}`, toTexts(changed), toTexts(changesOf(naive, base, expected)));
  }
}

function namesOf(resources: readonly { name: string }[]): string[] {
  return resources.map((one) => one.name);
}

function stateOf(world: World, snapshot: Snapshot): NaiveSnapshot["state"] {
  if (snapshot.copyCompletionError !== undefined) return "failed";
  return (world.completionPercent(snapshot) ?? 100) < 100 ? "copying" : "complete";
}

/** Adjacent pages as one range, ascending. */
export function rangesOf(pages: Iterable<number>): PageRange[] {
  const ranges: PageRange[] = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last.offset + last.length === page * pageBytes) last.length += pageBytes;
    else ranges.push({ offset: page * pageBytes, length: pageBytes });
  }
  return ranges;
}

export function changesOf(naive: NaiveAzure, base: NaiveSnapshot, target: NaiveSnapshot): DiffRange[] {
  const { written, cleared } = naive.changes(base, target);
  const ranges = [
    ...rangesOf(written).map((range) => ({ ...range, cleared: false })),
    ...rangesOf(cleared).map((range) => ({ ...range, cleared: true })),
  ];
  return ranges.sort((a, b) => a.offset - b.offset);
}

export function toTexts(ranges: Iterable<PageRange & Partial<DiffRange>>): string[] {
  return Array.from(
    ranges,
    ({ offset, length, cleared }) => `${cleared ? "-" : "+"}${offset / pageBytes}..${(offset + length) / pageBytes}`,
  );
}

export function assertBytes(naive: NaiveResource, { offset, length }: PageRange, found: Uint8Array): void {
  const expected = Buffer.alloc(length);
  for (let at = 0; at < length; at += pageBytes) expected.fill(naive.pages.get((offset + at) / pageBytes) ?? 0, at, at + pageBytes);
  if (expected.equals(found)) return;
  const wrong = expected.findIndex((byte, index) => byte !== found[index]);
  throw new Error(`byte ${offset + wrong} of ${naive.name} is ${found[wrong]}, not ${expected[wrong]}`);
}

export function assertText(what: string, found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a}, not ${b}`);
}
