// Stored diffs rot: one flipped bit in each, or two files that changed places. They are asked for as a page asks, of the
// API of a whole app, some while Azure is away.
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GET as getRanges } from "#app/api/diffs/ranges/route.ts";
import { scrubFolder } from "#lib/adapters/artifacts/folder-artifacts.ts";
import { toRanges } from "#lib/domain/ranges/block-range.ts";
import { decodeRanges } from "#lib/domain/ranges/range-codec.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import type { Random } from "#lib/local-azure/seed/random.ts";
import { get, startTestApp, type TestApp } from "#lib/server/testing/test-app.ts";
import { makeChain, neighbours } from "./chains.ts";
import { awaitNoSas } from "./no-sas.ts";
import type { Part } from "./part.ts";
import type { Report } from "./report.ts";
import { isSameDiff } from "./same-bytes.ts";

const perChain = 20;

interface Trial {
  running: TestApp;
  folder: string;
  random: Random;
  report: Report;
}

interface Stored {
  pair: [Snapshot, Snapshot];
  file: string;
}

export const bitRot: Part = async ({ random, short, report }) => {
  const running = await startTestApp();
  const { world, group } = running.azure;
  try {
    const chains = Array.from({ length: short ? 1 : 10 }, (_, i) =>
      makeChain({ world, group, random, disk: `rot${i}`, snapshots: perChain + 1 }),
    );
    await running.app.view.refresh(testContext);
    const trial = { running, folder: join(running.app.config.dataDir, "artifacts"), random, report };
    const stored: Stored[] = [];
    for (const pair of chains.flatMap(neighbours)) stored.push(await store(trial, pair));
    await flipBits(trial, stored);
    await swapFiles(trial, stored);
    await awaitNoSas(() => [...world.snapshots.values()].filter((one) => world.hasActiveSas(one)).map(({ id }) => id), report);
  } finally {
    await running.stop();
  }
};

/** Asked for once: the ranges that are new in the folder then are its artifact. Its partition table lies beside them. */
async function store(trial: Trial, pair: Stored["pair"]): Promise<Stored> {
  const before = new Set(await readdir(trial.folder));
  await ask(trial, pair);
  for (const name of await readdir(trial.folder)) {
    const file = join(trial.folder, name);
    if (!before.has(name) && (await readFile(file)).subarray(0, 4).toString() === "SNPR") return { pair, file };
  }
  throw new Error("A diff that was asked for is not stored.");
}

async function flipBits(trial: Trial, stored: Stored[]): Promise<void> {
  const { random, report, running, folder } = trial;
  for (const { file } of stored) {
    const bytes = await readFile(file);
    const bit = random.between(0, bytes.length * 8 - 1);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    await writeFile(file, bytes);
    report.count("bits flipped");
  }
  const { damaged } = await scrubFolder(folder);
  report.count("found by the scrub", damaged.length);
  report.never(
    "flipped bits that the scrub does not find",
    ...stored.map(({ file }) => file).filter((file) => !damaged.some((one) => file.endsWith(one))),
  );
  for (const { pair } of stored) {
    if (random.next() < 0.2) {
      const away = ["arm", "blob"].map((service) =>
        running.azure.faults.add({ kind: "status503", service: service as "arm", times: 1000 }),
      );
      await ask(trial, pair);
      for (const { id } of away) running.azure.faults.clear(id);
    }
    await ask(trial, pair);
  }
  const told = running.lines.filter(({ event }) => event === "artifact-damaged").length;
  report.count("told in the log", told);
}

async function swapFiles(trial: Trial, stored: Stored[]): Promise<void> {
  for (let i = 0; i + 1 < stored.length; i += 2) {
    const [one, other] = stored.slice(i, i + 2) as [Stored, Stored];
    await rename(one.file, `${one.file}.aside`);
    await rename(other.file, one.file);
    await rename(`${one.file}.aside`, other.file);
    trial.report.count("files swapped", 2);
    await ask(trial, one.pair);
    await ask(trial, other.pair);
  }
}

/** What is answered with 200, to its last byte, must be Azure's own ranges. */
async function ask({ running, report }: Trial, [base, target]: Stored["pair"]): Promise<void> {
  const query = new URLSearchParams({ base: base.id, target: target.id, format: "bin" });
  const bytes = await bytesOf(await getRanges(get(`/api/diffs/ranges?${query}`)));
  report.never("served damaged");
  if (!bytes) return report.count("asks refused with a reason");
  report.count("asks answered");
  if (!isRight(running, bytes, { base: base.imageId, target: target.imageId }))
    report.never("served damaged", `${base.name}..${target.name}`);
}

async function bytesOf(response: Response): Promise<Uint8Array | undefined> {
  if (!response.ok) return undefined;
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    // It broke off: nobody takes it for whole.
    return undefined;
  }
}

function isRight({ azure }: TestApp, bytes: Uint8Array, images: { base: number; target: number }): boolean {
  try {
    return isSameDiff(azure.world, images, toRanges(decodeRanges(bytes).list));
  } catch {
    return false;
  }
}
