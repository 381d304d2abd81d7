// The hidden page blob behind a disk or a snapshot: its image, and after it the VHD footer that exports carry.
//
//   0                                  diskSizeBytes      + 512
//   | image                            | footer, always data |
//
// Where a disk has grown, the older blob's footer lies inside of the newer image: those 512 bytes are cleared in a
// diff unless the image lists them itself, or a copy made from diffs would keep the old footer in the middle.
// (A disk being uploaded has an image that holds the footer too; then nothing is made up.)

import { ticksToMs } from "../../clock.ts";
import type { Records } from "../../model/records/records.ts";
import { isSnapshot } from "../../model/records/resource.ts";
import type { AccessGranted } from "../../model/rules/resolve-grant.ts";
import type { DiffRange, PageRange, PageStore } from "../../pages/page-store.ts";
import { makeVhdFooter, vhdFooterBytes } from "../../pages/vhd-footer.ts";

export interface ManagedBlob {
  access: AccessGranted;
  lengthBytes: number;
  /** Where the footer begins. */
  diskSizeBytes: number;
  /** Seven-digit times. */
  createdAt: string;
  changedAt: string;
  /** undefined: the image holds its own. */
  footer: Uint8Array | undefined;
}

export function openManagedBlob(world: Pick<Records, "pages" | "familyMembers">, access: AccessGranted, changedAt?: string): ManagedBlob {
  const { resource, lengthBytes, image } = access;
  const familyId = isSnapshot(resource) ? resource.incrementalSnapshotFamilyId : undefined;
  const eldest = familyId === undefined ? resource : (world.familyMembers(familyId)[0] ?? resource);
  const holdsFooter = world.pages.lengthOf(image) >= lengthBytes;
  return {
    access,
    lengthBytes,
    diskSizeBytes: lengthBytes - vhdFooterBytes,
    createdAt: eldest.timeCreated,
    changedAt: changedAt ?? resource.timeCreated,
    footer: holdsFooter
      ? undefined
      : makeVhdFooter(lengthBytes - vhdFooterBytes, familyId ?? resource.uniqueId, ticksToMs(eldest.timeCreated)),
  };
}

export function readManagedBlob(pages: PageStore, blob: ManagedBlob, { offset, length }: PageRange): Uint8Array {
  const { image } = blob.access;
  if (blob.footer === undefined || offset + length <= blob.diskSizeBytes) return pages.read(image, offset, length);
  const bytes = new Uint8Array(length);
  if (offset < blob.diskSizeBytes) bytes.set(pages.read(image, offset, blob.diskSizeBytes - offset));
  const footerFrom = Math.max(0, offset - blob.diskSizeBytes);
  const footerTo = offset + length - blob.diskSizeBytes;
  bytes.set(blob.footer.subarray(footerFrom, footerTo), Math.max(0, blob.diskSizeBytes - offset));
  return bytes;
}

export function allocatedOf(pages: PageStore, blob: ManagedBlob, window: PageRange): Iterable<PageRange> {
  const listed = pages.allocated(blob.access.image, window);
  if (blob.footer === undefined || !isInside(blob.diskSizeBytes, window)) return listed;
  return joined(listed, [{ offset: blob.diskSizeBytes, length: vhdFooterBytes, cleared: false }]);
}

export function changesOf(pages: PageStore, base: ManagedBlob, target: ManagedBlob, window: PageRange): Iterable<DiffRange> {
  const listed = pages.diff(base.access.image, target.access.image, window);
  if (base.diskSizeBytes === target.diskSizeBytes) return listed;
  const footers = [
    { offset: base.diskSizeBytes, length: vhdFooterBytes, cleared: true },
    { offset: target.diskSizeBytes, length: vhdFooterBytes, cleared: false },
  ];
  return joined(
    listed,
    footers.filter((footer) => isInside(footer.offset, window)),
  );
}

function isInside(offset: number, window: PageRange): boolean {
  return offset >= window.offset && offset < window.offset + window.length;
}

/** Both ascending; an extra range that is listed already is left out; neighbours of one sort become one. */
function* joined(listed: Iterable<PageRange & Partial<DiffRange>>, extras: DiffRange[]): Generator<DiffRange> {
  let last: DiffRange | undefined;
  for (const { offset, length, cleared = false } of interleaved(listed, extras)) {
    if (last !== undefined && last.cleared === cleared && last.offset + last.length === offset) {
      last = { offset: last.offset, length: last.length + length, cleared };
      continue;
    }
    if (last !== undefined) yield last;
    last = { offset, length, cleared };
  }
  if (last !== undefined) yield last;
}

function* interleaved(listed: Iterable<PageRange & Partial<DiffRange>>, extras: DiffRange[]): Generator<PageRange & Partial<DiffRange>> {
  let next = 0;
  for (const range of listed) {
    for (let extra = extras[next]; extra !== undefined && extra.offset < range.offset + range.length; extra = extras[next]) {
      if (extra.offset < range.offset) yield extra;
      next += 1;
    }
    yield range;
  }
  yield* extras.slice(next);
}
