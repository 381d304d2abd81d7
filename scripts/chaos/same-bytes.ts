// Local Azure's own word on bytes and changes, read from its pages and by no code of the dashboard.
import type { World } from "#lib/local-azure/model/world.ts";
import type { DiffRange, ImageId, PageRange } from "#lib/local-azure/pages/page-store.ts";

const pieceBytes = 4 * 2 ** 20;

/** Same length, data at the same places, and the same data. */
export function hasSameBytes({ pages }: Pick<World, "pages">, one: ImageId, other: ImageId): boolean {
  if (pages.lengthOf(one) !== pages.lengthOf(other)) return false;
  const [allocated, alsoAllocated] = [[...pages.allocated(one)], [...pages.allocated(other)]];
  if (!isSameList(allocated, alsoAllocated)) return false;
  return allocated.every((range) => piecesOf(range).every((at) => isSamePiece({ pages }, one, other, at)));
}

function isSamePiece({ pages }: Pick<World, "pages">, one: ImageId, other: ImageId, { offset, length }: PageRange): boolean {
  return Buffer.compare(pages.read(one, offset, length), pages.read(other, offset, length)) === 0;
}

function piecesOf({ offset, length }: PageRange): PageRange[] {
  return Array.from({ length: Math.ceil(length / pieceBytes) }, (_, i) => ({
    offset: offset + i * pieceBytes,
    length: Math.min(pieceBytes, length - i * pieceBytes),
  }));
}

/** Ranges that touch are one, however they were cut. */
export function isSameDiff(
  { pages }: Pick<World, "pages">,
  images: { base: ImageId; target: ImageId },
  told: readonly DiffRange[],
): boolean {
  return isSameList(merged(pages.diff(images.base, images.target)), merged(told));
}

function merged(ranges: Iterable<DiffRange>): DiffRange[] {
  const all: DiffRange[] = [];
  for (const { offset, length, cleared } of ranges) {
    const last = all.at(-1);
    if (last && last.cleared === cleared && last.offset + last.length === offset) last.length += length;
    else all.push({ offset, length, cleared });
  }
  return all;
}

function isSameList(one: readonly object[], other: readonly object[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
