// The server of scattered-disk.bench.ts: a Local Azure with a 32 TiB disk whose million scattered pages are changed as
// often as the parent asks. (No client could write a million times in reasonable time; a machine does it without HTTP.)
// Answers each "change" with how much memory the changes took.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startLocalAzure } from "../server.ts";

export const changes = 1_000_000;
const diskGib = 32 * 1024;
export const diskBytes = diskGib * 2 ** 30;
const changeBytes = 4096;
const strideBytes = diskBytes / changes - ((diskBytes / changes) % changeBytes);

if (process.argv[1] === import.meta.filename) await serve(process.argv[2] ?? "");

async function serve(dataDir: string): Promise<void> {
  const azure = await startLocalAzure({ dataDir, seed: "empty", options: { retryAfterSeconds: 0 } });
  const { world, endpoints } = azure;
  const [group] = world.groups.values();
  if (group === undefined) throw new Error("the seed has no resource group");
  const disk = world.createEmptyDisk({ name: "scattered", group, sku: "Premium_LRS", sizeGib: diskGib });
  world.pages.fill(disk.imageId, 0, diskBytes, { kind: "noise", seed: 1 });
  await world.flush();
  process.on("message", () => {
    const before = memoryBytes();
    changeScattered(world.pages, disk.imageId);
    const bytesPerChange = (memoryBytes() - before) / changes;
    void world.pages.flush().then(() => process.send?.({ bytesPerChange }));
  });
  process.on("SIGTERM", () => void azure.close().then(() => process.exit(0)));
  process.stdout.write(`${JSON.stringify({ endpoints, diskId: disk.id, location: disk.location })}\n`);
}

/** In an order that is neither rising nor falling: the stride walks the slots in steps coprime to their number. */
function changeScattered(pages: Awaited<ReturnType<typeof startLocalAzure>>["world"]["pages"], imageId: number): void {
  for (let i = 0; i < changes; i += 1) {
    pages.fill(imageId, ((i * 618_033) % changes) * strideBytes + changeBytes, changeBytes, { kind: "text", seed: i % 7 });
  }
}

function memoryBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
