// A 32 TiB disk with a million scattered changed pages, as a client sees it: how long the snapshot's call takes, and how
// fast the list of changes arrives. Azurite, which has no differences, lists the page ranges of a page blob beside it.

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LocalAzureEndpoints } from "../endpoints.ts";
import type { PageBlob } from "./azurite-blob.ts";
import { createAzuriteBlob } from "./azurite-blob.ts";
import type { ArmClient, Send } from "./bench-client.ts";
import { signIn } from "./bench-client.ts";
import { startAzurite, startProgram, withScratch } from "./bench-process.ts";
import type { BenchFigure } from "./figure.ts";
import { elapsedMs, figure, median, ratioFigure, shownFigure } from "./figure.ts";
import { changes, diskBytes } from "./serve-scattered.ts";

const rounds = 3;
const apiVersion = "api-version=2025-01-02";
const peerRanges = 2_000;
/** At once, as a client that is in a hurry asks. */
const windows = 4;

export async function benchScatteredDisk(): Promise<BenchFigure[]> {
  const ours = await withScratch(benchOurs);
  const peerRate = await withScratch(benchPeer);
  const { figures, oneByOne, inWindows } = ours;
  return [
    ...figures,
    figure({ name: `diff of 1e6 changes over HTTPS, ${windows} windows at once`, value: inWindows, unit: "ranges/s" }, ">=", 1_000_000),
    shownFigure({ name: "the same reply by reply", value: oneByOne, unit: "ranges/s" }),
    ratioFigure("reply by reply against Azurite's page ranges", oneByOne / peerRate, `Azurite ${Math.round(peerRate)} ranges/s`),
  ];
}

interface Ours {
  figures: BenchFigure[];
  /** Ranges a second. */
  oneByOne: number;
  inWindows: number;
}

async function benchOurs(dataDir: string): Promise<Ours> {
  const program = fileURLToPath(new URL("serve-scattered.ts", import.meta.url));
  const { child, found, stop } = await startProgram(program, [dataDir], /^(\{.*\})$/);
  const { endpoints, diskId, location } = JSON.parse(found) as { endpoints: LocalAzureEndpoints; diskId: string; location: string };
  const client = await signIn(endpoints);
  try {
    const take = createTake({ client, arm: endpoints.arm, diskId, location });
    await take("base");
    const perChange: number[] = [];
    const takeMs: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      perChange.push(await changeAll(child));
      takeMs.push(await elapsedMs(() => take(`s${round}`)));
    }
    const grant = (name: string) => grantRead(client, `${endpoints.arm}${snapshotPath(diskId, name)}`);
    const [base, target] = [await grant("base"), await grant(`s${rounds}`)];
    const rates: { inWindows: number; oneByOne: number }[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const inWindows = await listingRate(client.send, { target, base, windows });
      rates.push({ inWindows, oneByOne: await listingRate(client.send, { target, base, windows: 1 }) });
    }
    const figures = [
      figure({ name: "snapshot of 1e6 changed extents, call to durable answer", value: median(takeMs), unit: "ms" }, "<=", 50),
      figure({ name: "memory per changed extent, first million", value: perChange[0] ?? Number.NaN, unit: "bytes" }, "<=", 100),
      shownFigure({ name: "memory per changed extent, million on million", value: perChange.at(-1) ?? Number.NaN, unit: "bytes" }),
    ];
    return { figures, oneByOne: median(rates.map((rate) => rate.oneByOne)), inWindows: median(rates.map((rate) => rate.inWindows)) };
  } finally {
    client.close();
    await stop();
  }
}

async function changeAll(child: ChildProcess): Promise<number> {
  child.send("change");
  const [{ bytesPerChange }] = (await once(child, "message")) as [{ bytesPerChange: number }];
  return bytesPerChange;
}

function snapshotPath(diskId: string, name: string): string {
  return diskId.replace(/\/disks\/.*/, `/snapshots/${name}`);
}

interface Take {
  client: ArmClient;
  arm: string;
  diskId: string;
  location: string;
}

/** Up to the answer of the PUT: the snapshot is durable then; its operation shows itself a while longer. */
function createTake({ client, arm, diskId, location }: Take): (name: string) => Promise<unknown> {
  const body = { location, properties: { incremental: true, creationData: { createOption: "Copy", sourceResourceId: diskId } } };
  return (name) => client.start("PUT", `${arm}${snapshotPath(diskId, name)}?${apiVersion}`, body);
}

async function grantRead(client: ArmClient, url: string): Promise<string> {
  const { accessSAS } = await client.call("POST", `${url}/beginGetAccess?${apiVersion}`, { access: "Read", durationInSeconds: 3600 });
  return String(accessSAS);
}

interface Listing {
  target: string;
  base: string;
  windows: number;
}

async function listingRate(send: Send, { target, base, windows }: Listing): Promise<number> {
  const replies: Buffer[] = [];
  const windowBytes = diskBytes / windows;
  const listWindow = async (from: number) => {
    for (let marker: string | undefined = ""; marker !== undefined; ) {
      const suffix: string = marker === "" ? "" : `&marker=${encodeURIComponent(marker)}`;
      const range = { "x-ms-range": `bytes=${from}-${from + windowBytes - 1}` };
      const headers = { "x-ms-version": "2023-11-03", "x-ms-previous-snapshot-url": base, ...range };
      const { status, body } = await send(`${target}&comp=pagelist${suffix}`, { headers });
      if (status !== 200) throw new Error(`the list was answered ${status} ${body}`);
      replies.push(body);
      marker = /<NextMarker>([^<]+)<\/NextMarker>/.exec(body.subarray(-200).toString("latin1"))?.[1];
    }
  };
  const ms = await elapsedMs(() => Promise.all(Array.from({ length: windows }, (_, index) => listWindow(index * windowBytes))));
  const count = countRanges(replies);
  if (count !== changes) throw new Error(`the list has ${count} ranges, not ${changes}`);
  return count / (ms / 1000);
}

function countRanges(replies: Buffer[]): number {
  return replies.reduce((sum, reply) => sum + reply.toString("latin1").split("<Start>").length - 1, 0);
}

async function benchPeer(dir: string): Promise<number> {
  const azurite = await startAzurite(dir);
  let blob: PageBlob | undefined;
  try {
    blob = await createAzuriteBlob(azurite.origin, 2 ** 30);
    const page = Buffer.alloc(512, 1);
    for (let i = 0; i < peerRanges; i += 1) await blob.putPage(i * 8192, page);
    const rates: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      let count = 0;
      const ms = await elapsedMs(async () => {
        count = countRanges([await (blob as PageBlob).listPages()]);
      });
      if (count !== peerRanges) throw new Error(`Azurite lists ${count} ranges, not ${peerRanges}`);
      rates.push(count / (ms / 1000));
    }
    return median(rates);
  } finally {
    blob?.close();
    await azurite.stop();
  }
}
