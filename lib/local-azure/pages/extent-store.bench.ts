// What a 32 TiB disk with a million scattered changed pages costs. The changes are patterns, so that the figures are
// about extents; bytes through the data log have a figure of their own. Each is measured on a new store.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openExtentStore } from "./extent-store.ts";
import type { ImageId, PageStore } from "./page-store.ts";

export interface BenchFigure {
  name: string;
  value: number;
  unit: string;
  target: string;
  ok: boolean;
}

const changes = 1_000_000;
const diskBytes = 32 * 2 ** 40;
const changeBytes = 4096;
const strideBytes = diskBytes / changes - ((diskBytes / changes) % changeBytes);

export async function benchExtentStore(): Promise<BenchFigure[]> {
  const scattered = await inNewStore((store) => benchScattered(store));
  const sequential = await inNewStore((store) => benchSequential(store));
  return [...scattered, ...sequential];
}

async function inNewStore<T>(run: (store: PageStore, dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "extent-store-bench-"));
  const store = await openExtentStore({ dir });
  try {
    return await run(store, dir);
  } finally {
    await store.close();
    rmSync(dir, { recursive: true });
  }
}

async function benchScattered(store: PageStore): Promise<BenchFigure[]> {
  const live = store.create(diskBytes);
  store.fill(live, 0, diskBytes, { kind: "noise", seed: 1 });
  const base = store.freeze(live);
  const before = memoryBytes();
  const writeMs = elapsed(() => changeScattered(store, live));
  const perChange = (memoryBytes() - before) / changes;
  const frozen: ImageId[] = [];
  const freezeTimes = Array.from({ length: 101 }, () => elapsed(() => frozen.push(store.freeze(live))));
  const medianFreezeMs = freezeTimes.sort((a, b) => a - b)[50] ?? Number.NaN;
  const target = frozen[0] ?? live;
  let ranges = 0;
  const diffMs = elapsed(() => {
    for (const range of store.diff(base, target)) if (!range.cleared) ranges += 1;
  });
  if (ranges !== changes) throw new Error(`the diff lists ${ranges} ranges, not ${changes}`);
  return [
    figure("extent store: 1e6 scattered 4 KiB changes", writeMs / 1000, "s", "≤", 10),
    figure("extent store: memory per changed extent", perChange, "bytes", "≤", 100),
    figure("extent store: freeze with 1e6 changed extents, median", medianFreezeMs * 1000, "µs", "≤", 100),
    figure("extent store: diff listing", ranges / (diffMs / 1000), "ranges/s", "≥", 1_000_000),
  ];
}

/** In an order that is neither rising nor falling: the stride walks the slots in steps coprime to their number. */
function changeScattered(store: PageStore, live: ImageId): void {
  for (let i = 0; i < changes; i += 1) {
    store.fill(live, ((i * 618_033) % changes) * strideBytes + changeBytes, changeBytes, { kind: "text", seed: i % 7 });
  }
}

async function benchSequential(store: PageStore): Promise<BenchFigure[]> {
  const pieceBytes = 4 * 2 ** 20;
  const pieces = 256;
  const live = store.create(diskBytes);
  const bytes = new Uint8Array(pieceBytes).fill(9);
  const startedAt = performance.now();
  for (let i = 0; i < pieces; i += 1) {
    store.write(live, i * pieceBytes, bytes);
    store.settle();
  }
  const mibPerSecond = (pieces * pieceBytes) / 2 ** 20 / ((performance.now() - startedAt) / 1000);
  return [figure("extent store: 4 MiB writes, each settled as Put Page does", mibPerSecond, "MiB/s", "≥", 300)];
}

function figure(name: string, value: number, unit: string, sense: "≤" | "≥", bound: number): BenchFigure {
  return {
    name,
    value: Math.round(value * 1000) / 1000,
    unit,
    target: `${sense} ${bound}`,
    ok: sense === "≤" ? value <= bound : value >= bound,
  };
}

function elapsed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

function memoryBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
