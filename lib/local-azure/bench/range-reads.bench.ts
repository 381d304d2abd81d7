// Ranged reads of a snapshot by its SAS, as a client in a hurry makes them, against Azurite with an equal page blob in
// the same run (over plain HTTP: it is not slowed by encryption).

import { LocalAzureAdmin } from "../admin/client.ts";
import type { LocalAzureEndpoints } from "../endpoints.ts";
import { createAzuriteBlob } from "./azurite-blob.ts";
import type { ArmClient, Received } from "./bench-client.ts";
import { signIn } from "./bench-client.ts";
import { startAzure, startAzurite, withScratch } from "./bench-process.ts";
import type { BenchFigure } from "./figure.ts";
import { elapsedMs, ratioFigure, shownFigure } from "./figure.ts";

const mib = 2 ** 20;
const lengthBytes = 256 * mib;
const pieceBytes = 4 * mib;
const atOnce = 16;
const apiVersion = "api-version=2025-01-02";
const small = { bytes: 4096, count: 20_000 };
const large = { bytes: pieceBytes, count: 500 };

type Read = (offset: number, bytes: number) => Promise<void>;

interface Rates {
  requestsPerSecond: number;
  megabytesPerSecond: number;
}

export async function benchRangeReads(): Promise<BenchFigure[]> {
  const ours = await withScratch(benchOurs);
  const peer = await withScratch(benchPeer);
  return [
    shownFigure({ name: "reads of 4 KiB of a snapshot, 16 at a time", value: ours.requestsPerSecond, unit: "1/s" }),
    ratioFigure(
      "the same against Azurite",
      ours.requestsPerSecond / peer.requestsPerSecond,
      `Azurite ${Math.round(peer.requestsPerSecond)}/s`,
    ),
    shownFigure({ name: "reads of 4 MiB of a snapshot, 16 at a time", value: ours.megabytesPerSecond, unit: "MB/s" }),
    ratioFigure(
      "the same against Azurite",
      ours.megabytesPerSecond / peer.megabytesPerSecond,
      `Azurite ${Math.round(peer.megabytesPerSecond)} MB/s`,
    ),
  ];
}

async function benchOurs(dataDir: string): Promise<Rates> {
  const azure = await startAzure(dataDir, "empty");
  const client = await signIn(azure.endpoints);
  try {
    const url = await snapshotUrl(azure.endpoints, client);
    return await ratesOf(async (offset, bytes) => assertRead(await client.send(url, { headers: rangeOf(offset, bytes) }), bytes));
  } finally {
    client.close();
    await azure.stop();
  }
}

async function benchPeer(dir: string): Promise<Rates> {
  const azurite = await startAzurite(dir);
  try {
    const blob = await createAzuriteBlob(azurite.origin, lengthBytes);
    await forEachPiece(blob.putPage);
    const rates = await ratesOf(async (offset, bytes) => assertRead(await blob.read(rangeOf(offset, bytes)), bytes));
    blob.close();
    return rates;
  } finally {
    await azurite.stop();
  }
}

/** Of a disk that a machine has written. */
async function snapshotUrl(endpoints: LocalAzureEndpoints, client: ArmClient): Promise<string> {
  const group = `/subscriptions/${endpoints.subscriptions[0]?.subscriptionId}/resourceGroups/rg-west`;
  const idOf = (type: string) => `${group}/providers/Microsoft.Compute/${type}/read`;
  const put = (type: string, body: object) =>
    client.call("PUT", `${endpoints.arm}${idOf(type)}?${apiVersion}`, { location: "westeurope", ...body });
  await put("disks", { sku: { name: "Premium_LRS" }, properties: { creationData: { createOption: "Empty" }, diskSizeGB: 1 } });
  const admin = new LocalAzureAdmin(endpoints);
  await forEachPiece((offset, bytes) => admin.disks.write(idOf("disks"), offset, bytes));
  const creationData = { createOption: "Copy", sourceResourceId: idOf("disks") };
  await put("snapshots", { properties: { creationData, incremental: true } });
  const access = { access: "Read", durationInSeconds: 3600 };
  const granted = await client.call("POST", `${endpoints.arm}${idOf("snapshots")}/beginGetAccess?${apiVersion}`, access);
  return String(granted.accessSAS);
}

async function forEachPiece(put: (offset: number, bytes: Uint8Array) => Promise<unknown>): Promise<void> {
  for (let offset = 0; offset < lengthBytes; offset += pieceBytes) await put(offset, Buffer.alloc(pieceBytes, `bytes from ${offset} `));
}

function rangeOf(offset: number, bytes: number): Record<string, string> {
  return { "x-ms-version": "2023-11-03", "x-ms-range": `bytes=${offset}-${offset + bytes - 1}` };
}

async function ratesOf(read: Read): Promise<Rates> {
  const rateOf = async ({ bytes, count }: typeof small) => {
    await readAll(read, { bytes, count: atOnce });
    return count / ((await elapsedMs(() => readAll(read, { bytes, count }))) / 1000);
  };
  return { requestsPerSecond: await rateOf(small), megabytesPerSecond: ((await rateOf(large)) * large.bytes) / 1e6 };
}

/** All over the blob, in an order that is always the same. */
async function readAll(read: Read, { bytes, count }: typeof small): Promise<void> {
  const places = lengthBytes / bytes;
  let next = 0;
  const work = async () => {
    while (next < count) {
      const place = (next * 7919) % places;
      next += 1;
      await read(place * bytes, bytes);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

function assertRead({ status, body }: Received, bytes: number): void {
  if (status !== 206 || body.length !== bytes) throw new Error(`a read of ${bytes} bytes was answered ${status} with ${body.length}`);
}
