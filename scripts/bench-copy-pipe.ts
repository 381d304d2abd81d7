// `npm run bench -- copy-pipe`: what a blob of Local Azure, held to Azure's ceilings, is brought to by the plan and the pacer, with
// the real SDK: Put Page From URL, all bytes on the server's side. Beside it, through the same pacer, a 4 MiB grid of which each
// cell is copied in which anything changed; and how soon the pacer is back when the ceilings are halved under it.
//
// Client, server and whatever else runs share this machine. Where they do not manage well more requests than Azure's ceiling, a
// part of it is the ceiling of the run, for requests, bytes and the length of the workload alike, and each figure names the part.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { BlobServiceClient, type PageBlobClient, RestError, StorageSharedKeyCredential } from "@azure/storage-blob";
import type { RangeList } from "../lib/domain/ranges/block-range.ts";
import { Congestion } from "../lib/domain/replication/congestion.ts";
import { createPacer } from "../lib/domain/replication/pacer.ts";
import { MAX_REQUEST_BYTES, planRequests, type RangeColumns, type TransferRates } from "../lib/domain/replication/request-plan.ts";
import { runPaced } from "../lib/domain/replication/run-in-order.ts";
import { createRandom } from "../lib/domain/replication/testing/random.ts";
import { scattered } from "../lib/domain/replication/testing/workloads.ts";
import { LocalAzureAdmin } from "../lib/local-azure/admin/client.ts";
import { signIn } from "../lib/local-azure/bench/bench-client.ts";
import { startAzure, withScratch } from "../lib/local-azure/bench/bench-process.ts";
import type { LocalAzureEndpoints } from "../lib/local-azure/endpoints.ts";
import type { Figure } from "./bench-figure.ts";

const GIB = 2 ** 30;
const DISK_GIB = 4;
/** As many a GiB as 1e6 in 100 GiB, of 4 to 8 KiB. */
const WRITES = 34_000;
const WORKLOAD_BYTES = 3.4 * GIB;
const STRIPE_BYTES = 2 ** 42;
const AT_ONCE = 64;
const azureRates: TransferRates = { requestsPerSecond: 500, bytesPerSecond: 62_914_560, usdPerRequest: 2e-6, usdPerByte: 0.02 / GIB };
/** Of Azure's ceilings; the first that leaves the machine twice as much to spare. */
const PARTS = [1, 0.5, 0.25, 0.125];
const TO_SPARE = 3;
const HALVED_AFTER_MS = 6000;
const BACK_WITHIN_MS = 5000;
const LOOKED_AT_MS = 4000;

interface Place {
  source: string;
  target: PageBlobClient;
  admin: LocalAzureAdmin;
}

type CeilingRates = Pick<TransferRates, "requestsPerSecond" | "bytesPerSecond">;

interface Copied {
  seconds: number;
  tries: number;
  refused: number;
  /** When each was done, from the start. */
  done: { atMs: number; bytes: number }[];
}

export async function benchCopyPipe(): Promise<Figure[]> {
  return withScratch(async (dir) => {
    const azure = await startAzure(dir, "empty");
    try {
      const place = await makePlace(azure.endpoints);
      const free = await requestsWithoutCeiling(place);
      const part = PARTS.find((one) => azureRates.requestsPerSecond * one * TO_SPARE <= free) ?? 0.125;
      const run = makeRun(place, part);
      await setCeilings(run, 1);
      return [
        { name: "requests of the plan without a ceiling", value: Math.round(free), unit: "1/s", target: "shown", ok: true },
        ...(await againstGrid(run)),
        ...(await whenHalved(run)),
      ];
    } finally {
      await azure.stop();
    }
  });
}

interface Run {
  place: Place;
  changes: RangeList;
  rates: TransferRates;
  /** As the figures name it. */
  ceiling: string;
}

function makeRun(place: Place, part: number): Run {
  const rates = {
    ...azureRates,
    requestsPerSecond: azureRates.requestsPerSecond * part,
    bytesPerSecond: azureRates.bytesPerSecond * part,
  };
  const changes = scattered(createRandom(5), WORKLOAD_BYTES * part, Math.round(WRITES * part), [4096, 8192]);
  const ceiling = `${rates.requestsPerSecond}/s, ${rates.bytesPerSecond / 2 ** 20} MiB/s`;
  return { place, changes, rates, ceiling: part === 1 ? ceiling : `${ceiling}: ${part} of Azure's, all this machine can serve` };
}

async function setCeilings({ place, rates }: Run, share: number): Promise<void> {
  const [blobRequestsPerSecond, blobBytesPerSecond] = [rates.requestsPerSecond * share, rates.bytesPerSecond * share];
  await place.admin.settings.change({ blobRequestsPerSecond: Math.round(blobRequestsPerSecond), blobBytesPerSecond });
}

const planOf = ({ changes, rates }: Run) => planRequests(changes, "least-time", rates, STRIPE_BYTES);

async function requestsWithoutCeiling(place: Place): Promise<number> {
  const { writes } = planOf(makeRun(place, 0.25));
  const { seconds } = await copy(place, writes, { requestsPerSecond: 1e5, bytesPerSecond: 1e12 });
  return writes.offsets.length / seconds;
}

async function againstGrid(run: Run): Promise<Figure[]> {
  const plan = planOf(run);
  const planned = await copy(run.place, plan.writes, run.rates);
  const bound = secondsOf(plan.writes, run.rates);
  // The blob lets a second's worth come at once, so that it takes a second less than the bound at best.
  const ofCeiling = (bound - 1) / planned.seconds;
  const throttled = (100 * planned.refused) / planned.tries;
  await sleep(1000);
  const grid = await copy(run.place, gridOf(run.changes), run.rates);
  const ratio = grid.seconds / planned.seconds;
  const shown = `${plan.writes.offsets.length} requests, ${Math.round(plan.writtenBytes / 2 ** 20)} MiB in ${planned.seconds.toFixed(1)} s, ${bound.toFixed(1)} s are the bound`;
  return [
    {
      name: `of the ceiling (${run.ceiling})`,
      value: round(100 * ofCeiling),
      unit: "%",
      target: ">= 95",
      ok: ofCeiling >= 0.95,
      peer: shown,
    },
    { name: "refused of all requests", value: round(throttled), unit: "%", target: "<= 2", ok: throttled <= 2 },
    {
      name: `a 4 MiB grid, against the plan (${run.ceiling})`,
      value: round(ratio),
      unit: "x",
      target: ">= 2.5",
      ok: ratio >= 2.5,
      peer: `grid ${grid.seconds.toFixed(1)} s`,
    },
  ];
}

async function whenHalved(run: Run): Promise<Figure[]> {
  await sleep(1000);
  const stop = new AbortController();
  const running = copy(run.place, planOf(run).writes, run.rates, stop.signal);
  await sleep(HALVED_AFTER_MS);
  await setCeilings(run, 0.5);
  await sleep(BACK_WITHIN_MS + LOOKED_AT_MS + 500);
  stop.abort();
  const { done, refused, tries } = await running;
  const from = HALVED_AFTER_MS + BACK_WITHIN_MS;
  const seen = done.filter(({ atMs }) => atMs >= from && atMs < from + LOOKED_AT_MS);
  const bytes = seen.reduce((sum, one) => sum + one.bytes, 0);
  const seconds = LOOKED_AT_MS / 1000;
  const ofCeiling = (2 * Math.max(seen.length / run.rates.requestsPerSecond, bytes / run.rates.bytesPerSecond)) / seconds;
  const peer = `${Math.round(seen.length / seconds)} requests and ${round(bytes / seconds / 2 ** 20)} MiB a second; ${refused} of ${tries} refused in all`;
  return [
    {
      name: `of the halved ceiling, 5 s later (before: ${run.ceiling})`,
      value: round(100 * ofCeiling),
      unit: "%",
      target: ">= 90",
      ok: ofCeiling >= 0.9,
      peer,
    },
  ];
}

async function copy(
  { source, target }: Place,
  writes: RangeColumns,
  stated: CeilingRates,
  signal = new AbortController().signal,
): Promise<Copied> {
  const clock = { nowMs: () => performance.now(), sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }) };
  const pacer = createPacer({ clock, ...stated });
  const copied: Copied = { seconds: 0, tries: 0, refused: 0, done: [] };
  const startMs = performance.now();
  const bytesOf = (index: number) => writes.lengths[index] ?? 0;
  const work = async (index: number) => {
    const [offset, bytes] = [writes.offsets[index] ?? 0, bytesOf(index)];
    copied.tries += 1;
    try {
      await target.uploadPagesFromURL(source, offset, offset, bytes);
    } catch (error) {
      // The server closes a connection that was idle for long; whoever takes it up just then is reset.
      if (!(error instanceof RestError && (error.statusCode === 503 || error.code === "ECONNRESET"))) throw error;
      copied.refused += 1;
      throw new Congestion(error.message);
    }
    copied.done.push({ atMs: performance.now() - startMs, bytes });
  };
  try {
    await runPaced(writes.offsets.length, 0, work, { pacer, atOnce: AT_ONCE, signal, bytesOf });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  copied.seconds = (performance.now() - startMs) / 1000;
  return copied;
}

function gridOf({ offsets, lengths }: RangeList): RangeColumns {
  const cells = new Set<number>();
  for (let i = 0; i < offsets.length; i += 1) {
    const [offset, end] = [offsets[i] ?? 0, (offsets[i] ?? 0) + (lengths[i] ?? 0)];
    for (let cell = Math.floor(offset / MAX_REQUEST_BYTES); cell * MAX_REQUEST_BYTES < end; cell += 1) cells.add(cell);
  }
  const sorted = Float64Array.from(cells).sort();
  return { offsets: sorted.map((cell) => cell * MAX_REQUEST_BYTES), lengths: sorted.map(() => MAX_REQUEST_BYTES) };
}

function secondsOf({ offsets, lengths }: RangeColumns, rates: CeilingRates): number {
  return Math.max(offsets.length / rates.requestsPerSecond, lengths.reduce((sum, one) => sum + one, 0) / rates.bytesPerSecond);
}

/** A snapshot that holds data everywhere, opened for reading, and an empty page blob as long. */
async function makePlace(endpoints: LocalAzureEndpoints): Promise<Place> {
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), readFileSync(endpoints.caFile, "utf8")]);
  const client = await signIn(endpoints);
  const admin = new LocalAzureAdmin(endpoints);
  const group = `/subscriptions/${endpoints.subscriptions[0]?.subscriptionId}/resourceGroups/rg-west`;
  const call = (method: string, path: string, version: string, body?: object) =>
    client.call(method, `${endpoints.arm}${group}/providers/${path}?api-version=${version}`, body);
  const compute = "2025-01-02";
  const storage = "2023-05-01";
  const location = "westeurope";
  await call("PUT", "Microsoft.Compute/disks/copied", compute, {
    location,
    sku: { name: "Premium_LRS" },
    properties: { creationData: { createOption: "Empty" }, diskSizeGB: DISK_GIB },
  });
  const diskId = `${group}/providers/Microsoft.Compute/disks/copied`;
  await admin.disks.fill(diskId, { offset: 0, length: DISK_GIB * GIB, pattern: "number", seed: 1 });
  await call("PUT", "Microsoft.Compute/snapshots/copied", compute, {
    location,
    properties: { creationData: { createOption: "Copy", sourceResourceId: diskId }, incremental: true },
  });
  const granted = await call("POST", "Microsoft.Compute/snapshots/copied/beginGetAccess", compute, {
    access: "Read",
    durationInSeconds: 3600,
  });
  await call("PUT", "Microsoft.Storage/storageAccounts/copypipe", storage, { location, sku: { name: "Standard_LRS" }, kind: "StorageV2" });
  const shown = (await call("GET", "Microsoft.Storage/storageAccounts/copypipe", storage)) as {
    properties: { primaryEndpoints: { blob: string } };
  };
  const { keys } = (await call("POST", "Microsoft.Storage/storageAccounts/copypipe/listKeys", storage)) as { keys: { value: string }[] };
  client.close();
  const key = new StorageSharedKeyCredential("copypipe", keys[0]?.value ?? "");
  const service = new BlobServiceClient(shown.properties.primaryEndpoints.blob, key, { retryOptions: { maxTries: 1 } });
  const container = service.getContainerClient("replicas");
  await container.create();
  const target = container.getPageBlobClient("copied.vhd");
  await target.create(DISK_GIB * GIB);
  return { source: String(granted.accessSAS), target, admin };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
