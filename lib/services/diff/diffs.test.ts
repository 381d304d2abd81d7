// Diffs over the real SDKs and Local Azure.
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openFolderArtifacts } from "#lib/adapters/artifacts/folder-artifacts.ts";
import type { LocalEstate } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { diffRanges, diffSummary } from "#lib/contract/diffs.ts";
import { differenceRanges, toRanges } from "#lib/domain/ranges/block-range.ts";
import { decodeRanges } from "#lib/domain/ranges/range-codec.ts";
import { createDiffStore } from "./diff-store.ts";
import { findDiffPair } from "./find-diff-pair.ts";
import { getDiff } from "./get-diff.ts";
import { ddrescueParts, listDiffRanges } from "./list-diff-ranges.ts";
import { tableKey } from "./partition-tables.ts";
import { GIB, MIB, SCATTERED, type ScatteredChain, startScatteredChain } from "./testing/scattered-chain.ts";

let chain: ScatteredChain;
let estate: LocalEstate;
let services: Services;
let ids: string[] = [];
let chainId = "";

beforeAll(async () => {
  chain = await startScatteredChain();
  ({ estate, services, ids, chainId } = chain);
});
afterAll(() => estate.stop());

const flipped = (bytes: Buffer, at: number) => Buffer.from(bytes.with(at, (bytes[at] ?? 0) ^ 1));
const grantedSince = (count: number) => chain.grantedSince(count);
const activeSas = () => chain.activeSas();
const pair = (base: number, target: number) => chain.pair(base, target);

describe("a diff", () => {
  it("is complete beyond ten thousand ranges, read once for all who ask, and leaves no SAS", async () => {
    const before = estate.ledger.entries.length;
    const [summary, same] = await Promise.all([
      getDiff(services, pair(0, 1), estate.context),
      getDiff(services, pair(0, 1), estate.context),
    ]);
    expect(diffSummary.parse(summary)).toMatchObject({
      writtenRanges: SCATTERED,
      writtenBytes: SCATTERED * 4096,
      clearedBytes: MIB,
      clearedRanges: 1,
      diskName: "db01",
      lengthBytes: 64 * GIB,
    });
    expect(same).toEqual(summary);
    expect(summary.base).toMatchObject({ name: "db01-1", positionInChain: 1, nextId: ids[1] });
    expect(activeSas()).toEqual([]);
    const grants = estate.ledger.entries.slice(before);
    expect(grants.every((entry) => entry.result === "revoked")).toBe(true);
    await getDiff(services, pair(0, 1), estate.context);
    expect(estate.ledger.entries.length).toBe(before + grants.length);
  });

  it("is empty between two snapshots without a change", async () => {
    expect(await getDiff(services, pair(1, 2), estate.context)).toMatchObject({ writtenBytes: 0, writtenRanges: 0, clearedRanges: 0 });
  });

  it("spans several snapshots", async () => {
    expect(await getDiff(services, pair(0, 2), estate.context)).toMatchObject({ writtenRanges: SCATTERED });
  });

  it("is refused with Azure's rule where there is none", async () => {
    await expect(getDiff(services, pair(1, 0), estate.context)).rejects.toMatchObject({
      code: "not-possible",
      details: { rule: "wrong-order" },
    });
    await expect(getDiff(services, pair(2, 3), estate.context)).rejects.toMatchObject({
      code: "not-possible",
      details: { rule: "network-policy" },
    });
    await expect(getDiff(services, { base: ids[0] ?? "", target: "/x" }, estate.context)).rejects.toMatchObject({
      code: "not-found",
      details: { field: "target" },
    });
  });

  it("is no SAS where the data cannot be read, of one snapshot alone neither", async () => {
    const count = estate.ledger.entries.length;
    const query = { target: ids[3] ?? "", format: "json", start: 0, limit: 10 } as const;
    await expect(listDiffRanges(services, query, estate.context)).rejects.toMatchObject({
      code: "not-possible",
      message: expect.stringContaining("DenyAll"),
      details: { rule: "network-policy" },
    });
    expect(grantedSince(count)).toEqual([]);
  });

  it("is read again when its artifact is damaged", async () => {
    const [key, bytes] = [...services.artifacts.stored].find(([k]) => k.startsWith("ranges/")) ?? ["", new Uint8Array()];
    await services.artifacts.put(key, bytes.slice(0, bytes.length - 1));
    expect(await getDiff(services, pair(0, 1), estate.context)).toMatchObject({ writtenRanges: SCATTERED });
    expect(services.artifacts.stored.get(key)).toEqual(bytes);
  });

  it("goes out as bytes only when they are those that were written, whatever was damaged and whether or not it is as long", async () => {
    const folder = await mkdtemp(join(tmpdir(), "diffs-"));
    const artifacts = await openFolderArtifacts({ folder, ids: { uuid: () => randomUUID() } });
    const fresh = { ...createServices(estate), artifacts };
    await fresh.view.refresh(estate.context);
    const diffs = createDiffStore(fresh);
    const bin = async () => {
      const answer = await listDiffRanges({ ...fresh, diffs }, { ...pair(0, 1), format: "bin", start: 0, limit: 1 }, estate.context);
      return answer.format === "bin" ? Buffer.concat(await Array.fromAsync(answer.parts)) : undefined;
    };
    const whole = (await bin()) ?? Buffer.alloc(0);
    expect(decodeRanges(whole).list.offsets.length).toBe(SCATTERED + 1);
    const [record] = await fresh.measurements.all();
    const key = record?.artifactKey ?? "";
    // Only the ranges and the target's partition table are there.
    const paths = (await readdir(folder)).map((name) => join(folder, name));
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
    const path = paths[sizes.indexOf(Math.max(...sizes))] ?? "";
    const file = await readFile(path);
    for (const damaged of [file.subarray(1), flipped(file, 9), flipped(file, whole.length - 1), flipped(file, file.length - 1)]) {
      await writeFile(path, damaged);
      expect((await bin())?.equals(whole)).toBe(true);
      expect((await readFile(path)).equals(file)).toBe(true);
    }
    // Whole, but not the one that the record tells of.
    await artifacts.put(key, whole.subarray(1));
    expect((await bin())?.equals(whole)).toBe(true);
    await artifacts.delete(key);
    expect((await bin())?.equals(whole)).toBe(true);
    await rm(folder, { recursive: true });
  });

  it("takes one SAS of each snapshot, its partition table included, and asks nobody again for its summary", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    const before = estate.ledger.entries.length;
    const [summary] = await Promise.all([
      getDiff(fresh, pair(0, 1), estate.context),
      listDiffRanges(fresh, { ...pair(0, 1), format: "bin", start: 0, limit: 1 }, estate.context),
    ]);
    expect(grantedSince(before)).toEqual(["db01-1", "db01-2"]);
    expect(summary.partitionNote).toBe("The disk has no partition table.");
    await getDiff(fresh, pair(0, 1), estate.context);
    const reads = fresh.artifacts.reads.length;
    expect(await getDiff(fresh, pair(0, 1), estate.context)).toEqual(summary);
    expect(fresh.artifacts.reads.slice(reads)).toEqual([]);
    expect(estate.ledger.entries).toHaveLength(before + 2);
  });

  it("that a walk measured learns its partitions at the first ask, by a SAS of the target, and then knows them", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    await fresh.measureChain(chainId, estate.context);
    const before = estate.ledger.entries.length;
    const summary = await getDiff(fresh, pair(1, 2), estate.context);
    expect(summary.partitionNote).toBe("The disk has no partition table.");
    expect(await getDiff(fresh, pair(1, 2), estate.context)).toEqual(summary);
    expect(grantedSince(before)).toEqual(["db01-3"]);
  });

  it("that a walk measured learns them by one SAS and one reading for all who ask at once", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    await fresh.measureChain(chainId, estate.context);
    const before = estate.ledger.entries.length;
    const readBytes = vi.spyOn(estate.reader, "readBytes");
    const [summary, same] = await Promise.all([1, 2].map(() => getDiff(fresh, pair(1, 2), estate.context)));
    const reads = readBytes.mock.calls.map(([, offset, length]) => `${offset}+${length}`);
    readBytes.mockRestore();
    expect(reads).toEqual([...new Set(reads)]);
    expect(summary?.partitionNote).toBe("The disk has no partition table.");
    expect(same).toEqual(summary);
    expect(grantedSince(before)).toEqual(["db01-3"]);
  });

  it("that is asked for while a walk measures it learns its partitions through the walk's SAS", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    const before = estate.ledger.entries.length;
    const { base, target } = await findDiffPair(fresh.estate, pair(1, 2), estate.context);
    const walk = fresh.diffs.read(base, target, estate.context);
    const summary = await getDiff(fresh, pair(1, 2), estate.context);
    await walk;
    expect(summary.partitionNote).toBe("The disk has no partition table.");
    expect(grantedSince(before)).toEqual(["db01-2", "db01-3"]);
  });

  it("is kept whatever its partition table does, with a note that it could not be read", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    const failed: string[] = [];
    const diffs = createDiffStore({ ...fresh, onTableFailed: ({ cause }, { name }) => void failed.push(`${name}: ${cause}`) });
    const { put } = fresh.artifacts;
    vi.spyOn(fresh.artifacts, "put").mockImplementation(async (key, bytes) => {
      if (key.startsWith("partitions/")) throw new Error("The disk is full.");
      return put(key, bytes);
    });
    const summary = await getDiff({ ...fresh, diffs }, pair(0, 1), estate.context);
    const note = "The partition table could not be read: Something went wrong in Snapscope.";
    expect(summary).toMatchObject({ writtenRanges: SCATTERED, partitions: [], partitionNote: note });
    expect(failed).toEqual(["db01-2: Error: The disk is full."]);
    expect(await fresh.measurements.all()).toHaveLength(1);
  });

  it("has its partition table read again where that is damaged on disk, whatever the damage", async () => {
    for (const damaged of ['{"partitions":[', '{"partitions":5}', '{"partitions":[{"name":"root","startBytes":"512"}]}']) {
      const fresh = createServices(estate);
      await fresh.view.refresh(estate.context);
      const { target } = await findDiffPair(fresh.estate, pair(0, 1), estate.context);
      await fresh.artifacts.put(tableKey(target.uniqueId), new TextEncoder().encode(damaged));
      expect(await getDiff(fresh, pair(0, 1), estate.context)).toMatchObject({ partitionNote: "The disk has no partition table." });
    }
  });

  it("of a version that kept less with its record is not read from Azure again", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    const summary = await getDiff(fresh, pair(0, 1), estate.context);
    for (const record of await fresh.measurements.all()) await fresh.measurements.put({ ...record, artifact: undefined });
    const before = estate.ledger.entries.length;
    expect(await getDiff(fresh, pair(0, 1), estate.context)).toEqual(summary);
    expect(estate.ledger.entries).toHaveLength(before);
    for (const record of await fresh.measurements.all())
      expect(record).toMatchObject({ artifact: { lengthBytes: 64 * GIB, partitions: { partitions: [] } } });
  });

  it("gives its ranges as pages, CSV, mapfile and compact bytes, all the same", async () => {
    const ask = (format: "json" | "csv" | "ddrescue" | "bin", more = {}) =>
      listDiffRanges(services, { ...pair(0, 1), format, start: 0, limit: 1000, ...more }, estate.context);
    const [first, last, csv, map, bin] = await Promise.all([
      ask("json"),
      ask("json", { start: 12_000 }),
      ask("csv"),
      ask("ddrescue"),
      ask("bin"),
    ]);
    if (first.format !== "json" || last.format !== "json" || csv.format !== "csv" || map.format !== "ddrescue" || bin.format !== "bin")
      throw new Error("formats");
    expect(diffRanges.parse(first.page)).toMatchObject({ total: SCATTERED + 1, start: 0 });
    expect(first.page.items.slice(0, 2)).toEqual([
      { offset: 0, length: MIB, cleared: true },
      { offset: GIB, length: 4096, cleared: false },
    ]);
    expect(last.page.items).toHaveLength(SCATTERED + 1 - 12_000);
    const [csvText, mapText] = [[...csv.parts].join(""), [...map.parts].join("")];
    expect(csvText.split("\r\n")).toHaveLength(SCATTERED + 3);
    expect(csvText.split("\r\n").slice(0, 3)).toEqual(["offset,length,cleared", `0,${MIB},true`, `${GIB},4096,false`]);
    const bytes = Buffer.concat(await Array.fromAsync(bin.parts));
    expect(decodeRanges(bytes).list.offsets).toHaveLength(SCATTERED + 1);
    expect(bytes.length).toBeLessThan(5 * SCATTERED);
    expect(mapText).toContain(`0x00000000  0x${MIB.toString(16).padStart(8, "0")}  +`);
    expect(sumOfMap(mapText)).toBe(64 * GIB);
  });

  it("gives all that a snapshot holds where no base is named: what was written since another one is part of it", async () => {
    const ask = async (base?: string) => {
      const query = { target: pair(0, 1).target, ...(base ? { base } : {}), format: "bin" as const, start: 0, limit: 1 };
      const answer = await listDiffRanges(services, query, estate.context);
      if (answer.format !== "bin") throw new Error("format");
      return { name: answer.fileName, ...decodeRanges(Buffer.concat(await Array.fromAsync(answer.parts))) };
    };
    const [all, changed] = [await ask(), await ask(pair(0, 1).base)];
    expect(all.list.cleared.some((one) => one === 1)).toBe(false);
    const written = toRanges(changed.list).filter((range) => !range.cleared);
    expect(differenceRanges(written, toRanges(all.list))).toEqual([]);
    expect(all.name).not.toContain("..");
    await expect(
      listDiffRanges(services, { target: `${pair(0, 1).target}-gone`, format: "bin", start: 0, limit: 1 }, estate.context),
    ).rejects.toMatchObject({ code: "not-found", details: { field: "target" } });
  });
});

describe("a ddrescue mapfile", () => {
  it("covers the disk without gaps and joins written and cleared", () => {
    const list = { offsets: Float64Array.of(512, 1024, 4096), lengths: Float64Array.of(512, 512, 512), cleared: Uint8Array.of(0, 1, 0) };
    const blocks = [...ddrescueParts(list, 8192, "x")]
      .join("")
      .split("\n")
      .filter((line) => /^0x\w+ {2}0x/.test(line));
    expect(blocks).toEqual([
      "0x00000000  0x00000200  ?",
      "0x00000200  0x00000400  +",
      "0x00000600  0x00000A00  ?",
      "0x00001000  0x00000200  +",
      "0x00001200  0x00000E00  ?",
    ]);
  });
});

function sumOfMap(text: string): number {
  return [...text.matchAll(/^0x\w+ {2}(0x\w+) {2}[+?]$/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
}
