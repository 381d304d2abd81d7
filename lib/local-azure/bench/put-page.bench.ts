// Put Page of 4 MiB pieces into a disk under upload, over HTTPS, each answered when it would survive the end of the
// process. Two peers in the same run: the same pieces written to a plain file, which is what this machine can do at
// best, and Azurite (over plain HTTP: it is not slowed by encryption).

import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createAzuriteBlob, putPageHeaders } from "./azurite-blob.ts";
import { signIn } from "./bench-client.ts";
import { startAzure, startAzurite, withScratch } from "./bench-process.ts";
import type { BenchFigure } from "./figure.ts";
import { elapsedMs, figure, ratioFigure } from "./figure.ts";

const pieceBytes = 4 * 2 ** 20;
const pieces = 256;
const peerPieces = 64;
const atOnce = 4;
const apiVersion = "api-version=2025-01-02";

type PutPage = (offset: number, bytes: Uint8Array) => Promise<void>;

export async function benchPutPage(): Promise<BenchFigure[]> {
  const file = await withScratch(async (dir) => megabytesPerSecond(pieces, plainFile(join(dir, "plain"))));
  const ours = await withScratch(benchOurs);
  const peer = await withScratch(benchPeer);
  return [
    figure(
      { name: "Put Page, 4 MiB pieces, 4 at a time", value: ours, unit: "MB/s", peer: `a plain file ${Math.round(file)} MB/s` },
      ">=",
      300,
    ),
    ratioFigure("Put Page against Azurite", ours / peer, `Azurite ${Math.round(peer)} MB/s`),
  ];
}

function plainFile(path: string): PutPage {
  closeSync(openSync(path, "w"));
  return async (offset, bytes) => {
    const file = openSync(path, "r+");
    writeSync(file, bytes, 0, bytes.length, offset);
    closeSync(file);
  };
}

async function benchOurs(dataDir: string): Promise<number> {
  const azure = await startAzure(dataDir, "empty");
  const { endpoints } = azure;
  const client = await signIn(endpoints);
  try {
    const subscription = `${endpoints.arm}/subscriptions/${endpoints.subscriptions[0]?.subscriptionId}`;
    const groups = (await client.call("GET", `${subscription}/resourcegroups?api-version=2021-04-01`)) as {
      value: { id: string; location: string }[];
    };
    const [group] = groups.value;
    if (group === undefined) throw new Error("the seed has no resource group");
    const url = `${endpoints.arm}${group.id}/providers/Microsoft.Compute/disks/upload`;
    const creationData = { createOption: "Upload", uploadSizeBytes: pieces * pieceBytes + 512 };
    await client.call("PUT", `${url}?${apiVersion}`, {
      location: group.location,
      sku: { name: "Premium_LRS" },
      properties: { creationData },
    });
    const access = { access: "Write", durationInSeconds: 3600 };
    const { accessSAS } = await client.call("POST", `${url}/beginGetAccess?${apiVersion}`, access);
    return await megabytesPerSecond(pieces, async (offset, bytes) => {
      const headers = putPageHeaders(offset, bytes.length);
      const { status, body } = await client.send(`${accessSAS}&comp=page`, { method: "PUT", headers, body: bytes });
      if (status !== 201) throw new Error(`Put Page was answered ${status} ${body}`);
    });
  } finally {
    client.close();
    await azure.stop();
  }
}

async function benchPeer(dir: string): Promise<number> {
  const azurite = await startAzurite(dir);
  try {
    const blob = await createAzuriteBlob(azurite.origin, pieces * pieceBytes);
    const rate = await megabytesPerSecond(peerPieces, blob.putPage);
    blob.close();
    return rate;
  } finally {
    await azurite.stop();
  }
}

/** Decimal megabytes, the first pieces (connections, warm-up) not counted. */
async function megabytesPerSecond(count: number, put: PutPage): Promise<number> {
  const bytes = Buffer.alloc(pieceBytes, "scattered bytes ");
  for (let piece = 0; piece < atOnce; piece += 1) await put(piece * pieceBytes, bytes);
  let next = atOnce;
  const ms = await elapsedMs(() =>
    Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (next < count) {
          const offset = next * pieceBytes;
          next += 1;
          await put(offset, bytes);
        }
      }),
    ),
  );
  return ((count - atOnce) * pieceBytes) / 1e6 / (ms / 1000);
}
