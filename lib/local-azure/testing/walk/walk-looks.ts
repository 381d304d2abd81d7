// The steps of a walk that only look, through a SAS: page ranges, what changed between two snapshots, and bytes. A blob
// is one page longer than its disk: the VHD footer, which is always data.

import { assertBytes, assertText, rangesOf, toTexts } from "./assert-same.ts";
import type { NaiveAzure, NaiveResource, NaiveSnapshot } from "./naive-azure.ts";
import { pageBytes } from "./naive-azure.ts";
import type { Plan } from "./walk-plan.ts";

/** In pages. */
interface Window {
  first: number;
  count: number;
}

/** which: 0 to 1000. Rather one of the first, so that some disks and chains have long lives. */
export function pick<T>(among: readonly T[], which: number): T | undefined {
  return among[Math.floor((which / 1001) ** 2 * among.length)];
}

export function planListing(naive: NaiveAzure, { which, window }: { which: number; window: Window | undefined }): Plan | undefined {
  const resource = pick<NaiveResource>([...naive.disks, ...naive.snapshots], which);
  return resource === undefined ? undefined : listing(resource, window);
}

interface TwoSnapshots {
  which: number;
  other: number;
  window: Window | undefined;
}

export function planListingOfChanges(naive: NaiveAzure, { which, other, window }: TwoSnapshots): Plan | undefined {
  const later = naive.snapshots.filter((one) => one.incremental && naive.familyOf(one)[0] !== one);
  const target = pick(later, which);
  const family = target === undefined ? [] : naive.familyOf(target);
  const base = pick(family.slice(0, target === undefined ? 0 : family.indexOf(target)), other);
  return target === undefined || base === undefined ? undefined : listingOfChanges(naive, base, target, window);
}

/** Every list there is, each once; a snapshot's changes since the one before it. */
export function planAllListings(naive: NaiveAzure): Plan[] {
  const changes = naive.snapshots.flatMap((target) => {
    const family = naive.familyOf(target);
    const base = family[family.indexOf(target) - 1];
    return base === undefined ? [] : [listingOfChanges(naive, base, target, undefined)];
  });
  return [...[...naive.disks, ...naive.snapshots].map((resource) => listing(resource, undefined)), ...changes];
}

function listing(resource: NaiveResource, window: Window | undefined): Plan {
  const seen = clip(window, resource);
  const pages = [...resource.pages.keys(), resource.lengthPages].filter((page) => isInside(page, seen));
  return {
    says: `list the page ranges of ${resource.name}${textOf(seen)}`,
    mustBeRefused: !isReadable(resource),
    real: async (target) => {
      const found = await target.listPages(resource, toBytes(seen));
      assertText(`the listed page ranges of ${resource.name}`, toTexts(found), toTexts(rangesOf(pages)));
    },
  };
}

function listingOfChanges(naive: NaiveAzure, base: NaiveSnapshot, target: NaiveSnapshot, window: Window | undefined): Plan {
  const seen = clip(window, target);
  const { written, cleared } = changesWithFooters(naive, base, target);
  const ranges = [
    ...rangesOf(written.filter((page) => isInside(page, seen))).map((range) => ({ ...range, cleared: false })),
    ...rangesOf(cleared.filter((page) => isInside(page, seen))).map((range) => ({ ...range, cleared: true })),
  ].sort((a, b) => a.offset - b.offset);
  return {
    says: `list what changed from ${base.name} to ${target.name}${textOf(seen)}`,
    mustBeRefused: !isReadable(base) || !isReadable(target),
    real: async (azure) => {
      const found = await azure.listChanges(base, target, toBytes(seen));
      assertText(`the listed changes from ${base.name} to ${target.name}`, toTexts(found), toTexts(ranges));
    },
  };
}

/** A disk that has grown has its footer elsewhere: where the old one was is nothing, or what was written there. */
function changesWithFooters(naive: NaiveAzure, base: NaiveSnapshot, target: NaiveSnapshot) {
  const { written, cleared } = naive.changes(base, target);
  if (base.lengthPages === target.lengthPages) return { written, cleared };
  const isTouched = written.includes(base.lengthPages) || cleared.includes(base.lengthPages);
  return { written: [...written, target.lengthPages], cleared: isTouched ? cleared : [...cleared, base.lengthPages] };
}

export function planReading(naive: NaiveAzure, { which, position, count }: { which: number; position: number; count: number }) {
  const resource = pick<NaiveResource>([...naive.disks, ...naive.snapshots], which);
  if (resource === undefined) return undefined;
  const first = position < 60 ? position % resource.lengthPages : Math.max(0, resource.lengthPages - (position - 59));
  const seen = clip({ first, count }, resource);
  const withFooter = isInside(resource.lengthPages, seen);
  const plan: Plan = {
    says: `read ${resource.name}${textOf(seen)}`,
    mustBeRefused: !isReadable(resource),
    real: async (target) => {
      const found = await target.read(resource, toBytes(seen));
      assertText(`the length of what was read of ${resource.name}`, found.length, seen.count * pageBytes);
      const pages = seen.count - (withFooter ? 1 : 0);
      assertBytes(resource, toBytes({ first, count: pages }), found.subarray(0, pages * pageBytes));
      if (withFooter) assertText("the footer", Buffer.from(found.subarray(pages * pageBytes)).toString("latin1", 0, 8), "conectix");
    },
  };
  return plan;
}

function isReadable(resource: NaiveResource): boolean {
  return resource.kind === "disk" || resource.state === "complete";
}

function clip(window: Window | undefined, { lengthPages }: NaiveResource): Window {
  const all = lengthPages + 1;
  if (window === undefined) return { first: 0, count: all };
  const first = window.first % all;
  return { first, count: Math.min(window.count, all - first) };
}

function isInside(page: number, { first, count }: Window): boolean {
  return page >= first && page < first + count;
}

function toBytes({ first, count }: Window) {
  return { offset: first * pageBytes, length: count * pageBytes };
}

function textOf({ first, count }: Window): string {
  return ` from page ${first}, ${count} pages`;
}
