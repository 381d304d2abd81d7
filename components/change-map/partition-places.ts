// Where partitions stand on the bar of a disk. True to scale as far as each can still be seen and pressed: small ones (EFI,
// Microsoft reserved) get the least width, and their large neighbours give way, so that none lies under another.

export interface PartitionPlace {
  leftPx: number;
  widthPx: number;
}

/** In the order of the disk. Of more than the bar has room for, all get the same. */
export function placePartitions(
  partitions: readonly { startBytes: number; lengthBytes: number }[],
  disk: { lengthBytes: number; widthPx: number; leastPx: number },
): PartitionPlace[] {
  const least = Math.min(disk.leastPx, disk.widthPx / Math.max(1, partitions.length));
  const toPx = (bytes: number) => (bytes / disk.lengthBytes) * disk.widthPx;
  // From the left each begins where the one before ends …
  const places: { from: number; to: number }[] = [];
  for (const { startBytes, lengthBytes } of partitions) {
    const from = Math.max(toPx(startBytes), places.at(-1)?.to ?? 0);
    places.push({ from, to: Math.max(from + least, toPx(startBytes + lengthBytes)) });
  }
  // … and from the right each makes room for the one after.
  let limit = disk.widthPx;
  for (const place of places.toReversed()) {
    place.to = Math.min(place.to, limit);
    place.from = Math.min(place.from, place.to - least);
    limit = place.from;
  }
  return places.map(({ from, to }) => ({ leftPx: from, widthPx: to - from }));
}
