// Test aid: whether a blob snapshot holds what Local Azure itself has of a managed snapshot, byte for byte.
import type { ContainerClient } from "@azure/storage-blob";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import type { TestAzure } from "#lib/local-azure/testing/test-azure.ts";

const PIECE_BYTES = 8 * 2 ** 20;
const FOOTER_BYTES = 512;

/** undefined: they are equal; else where they differ first. Of a replica without stripes. */
export async function firstDifference(
  { world }: TestAzure,
  container: ContainerClient,
  { blob, blobSnapshot }: { blob: string; blobSnapshot: string },
  { imageId, diskSizeBytes }: Snapshot,
): Promise<string | undefined> {
  const client = container.getPageBlobClient(blob).withSnapshot(blobSnapshot);
  const { contentLength = 0 } = await client.getProperties();
  if (contentLength !== diskSizeBytes + FOOTER_BYTES) return `its length, ${contentLength}`;
  // In windows: ranges may be many and small.
  const windows = new Set<number>();
  const see = (start: number, end: number) => {
    for (let window = Math.floor(start / PIECE_BYTES); window * PIECE_BYTES < end; window += 1) windows.add(window);
  };
  for (const { offset, length } of world.pages.allocated(imageId)) see(offset, offset + length);
  for await (const { start, end } of client.listPageRanges()) see(start, end + 1);
  for (const window of windows) {
    const at = window * PIECE_BYTES;
    const length = Math.min(PIECE_BYTES, diskSizeBytes - at);
    if (length <= 0) continue;
    const copied = await client.downloadToBuffer(at, length);
    if (!copied.equals(world.pages.read(imageId, at, length))) return `between ${at} and ${at + length}`;
  }
  const footer = await client.downloadToBuffer(diskSizeBytes, FOOTER_BYTES);
  return footer.subarray(0, 8).toString("latin1") === "conectix" ? undefined : "its footer";
}
