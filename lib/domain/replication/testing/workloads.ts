// What disks of known habits change between two snapshots.
import { fromRanges, normaliseRanges, type RangeList } from "#lib/domain/ranges/block-range.ts";

type Random = () => number;

const BLOCK_BYTES = 4096;
const MIB = 2 ** 20;

/** Writes all over the disk, each of whole blocks within these bounds. */
export function scattered(random: Random, diskBytes: number, writes: number, [least, most]: readonly [number, number]): RangeList {
  const choices = (most - least) / BLOCK_BYTES + 1;
  const ranges = Array.from({ length: writes }, () => {
    const length = least + Math.floor(random() * choices) * BLOCK_BYTES;
    return { offset: Math.floor((random() * (diskBytes - most)) / BLOCK_BYTES) * BLOCK_BYTES, length };
  });
  return fromRanges(normaliseRanges(ranges));
}

/** Writes of about 1 MiB, in so many places of 8 GiB. */
export function clusters(random: Random, diskBytes: number, writes: number, places: number): RangeList {
  const placeBytes = 8192 * MIB;
  const bases = Array.from(
    { length: places },
    () => Math.floor((random() * (diskBytes - placeBytes - 2 * MIB)) / BLOCK_BYTES) * BLOCK_BYTES,
  );
  const ranges = Array.from({ length: writes }, (_, i) => ({
    offset: (bases[i % places] ?? 0) + Math.floor((random() * placeBytes) / BLOCK_BYTES) * BLOCK_BYTES,
    length: MIB / 2 + Math.floor((random() * MIB) / BLOCK_BYTES) * BLOCK_BYTES,
  }));
  return fromRanges(normaliseRanges(ranges));
}
