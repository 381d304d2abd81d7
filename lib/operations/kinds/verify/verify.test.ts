// Verifications against Local Azure, from the plan to what stands with the copy.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { snapshotQuery } from "#lib/contract/inventory.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { isAppError } from "#lib/domain/app-error.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { VerifyLevel } from "#lib/domain/verification/verification.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { flipBit, makeCopies, spoil } from "#lib/operations/testing/made-copies.ts";
import { getChain } from "#lib/services/chains/get-chain.ts";
import { listSnapshots } from "#lib/services/inventory/list-snapshots.ts";
import { getOverview } from "#lib/services/overview/get-overview.ts";

const MIB = 2 ** 20;
const CHUNK = 65_536;

let lab: FaultLab;
let disks = 0;
let sources: Snapshot[];
let copies: Snapshot[];
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());
beforeEach(async () => {
  disks += 1;
  sources = await lab.makeSnapshots(`verified${disks}`, 2);
  copies = makeCopies(lab.azure, sources);
  await lab.parts.view.refresh(testContext);
});

async function verify(copy: Snapshot | undefined, level: VerifyLevel): Promise<OperationRow> {
  const { id } = await lab.handIn({ kind: "verify", snapshotId: copy?.id ?? "", level });
  return lab.end(id);
}

const found = (row: OperationRow) => lab.parts.verifications.find(row.id);

async function rowOf(snapshot: Snapshot | undefined) {
  const { items } = await listSnapshots(lab.parts, snapshotQuery.parse({ id: snapshot?.id }), testContext);
  return items[0];
}

describe("A copy that holds what its source holds", () => {
  test.each([
    { level: "ranges", comparedBytes: 0, text: "Equal: the range lists are the same" },
    { level: "sampled", comparedBytes: 2 * MIB, text: "Equal: 2.00 MiB compared on both sides" },
    { level: "full", comparedBytes: 2 * MIB, text: "Equal: 2.00 MiB compared on both sides" },
  ] as const)("is equal at level $level; the level, its time and both unique ids are recorded", async ({ level, comparedBytes, text }) => {
    const row = await verify(copies[1], level);
    expect(row).toMatchObject({ state: "succeeded", percent: 100, progressText: text });
    expect(row.resultId?.toLowerCase()).toBe(copies[1]?.id.toLowerCase());
    expect(row.outcome).toBeUndefined();
    const verification = await found(row);
    expect(verification).toMatchObject({
      level,
      verdict: "equal",
      copy: { uniqueId: copies[1]?.uniqueId, region: "northeurope" },
      source: { uniqueId: sources[1]?.uniqueId, region: "westeurope" },
      sizeBytes: 4 * 2 ** 30,
      dataChunks: 32,
      unlikeChunks: 0,
      comparedBytes,
      differingChunks: 0,
      firstDifference: null,
    });
    expect(verification?.sourceSha256).toBe(verification?.copySha256);
    expect(verification?.sample?.probability).toBe(level === "sampled" ? 1 : undefined);
    expect(Date.parse(verification?.at ?? "")).toBeGreaterThan(Date.parse(row.createdAt));
    expect(lab.openSas()).toEqual([]);
  });

  test("is told as verified where it stands, and its sibling as not", async () => {
    const shallow = await verify(copies[1], "ranges");
    expect((await rowOf(copies[1]))?.verified).toMatchObject({ level: "ranges", verdict: "equal", operationId: shallow.id });
    const row = await verify(copies[1], "full");
    const shown = await rowOf(copies[1]);
    expect(shown?.verified).toMatchObject({ level: "full", verdict: "equal", operationId: row.id });
    expect(shown?.verifications?.map(({ level }) => level).toSorted()).toEqual(["full", "ranges"]);
    for (const other of [copies[0], sources[1]]) expect((await rowOf(other))?.verified).toBeUndefined();
    const source = await rowOf(sources[1]);
    const chain = await getChain(lab.parts, source?.chainId ?? "", testContext);
    expect(chain.copies.map(({ snapshot }) => snapshot.verified?.level)).toEqual([undefined, "full"]);
  });

  test("may hold pages of zeros that the source does not: they are read, and are no difference", async () => {
    const [, copy] = copies;
    if (!copy) throw new Error("no copy");
    spoil(lab.azure, copy, (live) => lab.azure.world.pages.write(live, 64 * MIB, new Uint8Array(512)));
    const row = await verify(copy, "ranges");
    expect(await found(row)).toMatchObject({ verdict: "equal", unlikeChunks: 1, comparedBytes: CHUNK });
  });
});

describe("A copy that does not", () => {
  const damage: { title: string; first: number; levels: VerifyLevel[]; spoil(live: number): void }[] = [
    // A page begins with its own number, of which the first byte may be zero.
    {
      title: "a dropped chunk",
      first: 8 * CHUNK + 1,
      levels: ["ranges", "sampled", "full"],
      spoil: (live) => pages().clear(live, 8 * CHUNK, CHUNK),
    },
    {
      title: "two swapped chunks",
      first: 3 * CHUNK,
      levels: ["sampled", "full"],
      spoil(live) {
        const [a, b] = [3, 20].map((chunk) => Uint8Array.from(pages().read(live, chunk * CHUNK, CHUNK)));
        if (a && b) pages().write(live, 3 * CHUNK, b);
        if (a) pages().write(live, 20 * CHUNK, a);
      },
    },
    {
      title: "bytes where the source has none",
      first: 100 * MIB + 5,
      levels: ["ranges", "sampled", "full"],
      spoil: (live) =>
        pages().write(
          live,
          100 * MIB,
          Uint8Array.from({ length: 512 }, (_, i) => (i === 5 ? 1 : 0)),
        ),
    },
  ];
  const pages = () => lab.azure.world.pages;

  test.each(damage)("for $title is found", async ({ first, levels, spoil: change }) => {
    const [, copy] = copies;
    if (!copy) throw new Error("no copy");
    spoil(lab.azure, copy, change);
    for (const level of levels) {
      const row = await verify(copy, level);
      expect(row, level).toMatchObject({ state: "succeeded", outcome: "different" });
      const verification = await found(row);
      expect(verification, level).toMatchObject({ verdict: "different" });
      expect(verification?.sourceSha256).not.toBe(verification?.copySha256);
      expect(verification?.firstDifference, level).toBe(first);
    }
  });

  test("for one flipped bit is found by looking at every byte, not by the lists, and is told wherever it stands", async () => {
    const [, copy] = copies;
    if (!copy) throw new Error("no copy");
    flipBit(lab.azure, copy, MIB + 12_345);
    expect(await verify(copy, "ranges")).toMatchObject({ progressText: "Equal: the range lists are the same" });
    const row = await verify(copy, "full");
    expect(row).toMatchObject({ state: "succeeded", outcome: "different" });
    expect(row.progressText).toBe("Different: 1 of 32 compared chunks differs, the first at byte 1,060,921");
    expect((await rowOf(copy))?.verified).toMatchObject({ level: "full", verdict: "different" });
    const { attention } = await getOverview(lab.parts, {}, testContext);
    expect(attention.filter(({ kind }) => kind === "copy-differs").map(({ title, action }) => [title, action?.target])).toContainEqual([
      `Copy ${copy.name} differs from its source`,
      { page: "operation", params: { id: row.id } },
    ]);
  });
});

describe("What cannot be compared is refused with the reason", () => {
  const refusal = (snapshot: Snapshot | undefined) =>
    lab.handIn({ kind: "verify", snapshotId: snapshot?.id ?? "", level: "full" }).catch((error: unknown) => {
      if (!isAppError(error)) throw error;
      return error.message;
    });

  test("a snapshot that is no copy", async () =>
    expect(await refusal(sources[0])).toBe(`${sources[0]?.name} is not a copy: there is nothing to compare it with.`));

  test("a copy whose source is gone", async () => {
    if (sources[0]) lab.azure.world.deleteSnapshot(sources[0]);
    await lab.parts.view.refresh(testContext);
    expect(await refusal(copies[0])).toContain(`${sources[0]?.name}, the source of ${copies[0]?.name}, was deleted or may not be read`);
    expect(await lab.options("verify", copies[0]?.id ?? "")).toMatchObject({ possible: false });
  });

  test("a copy whose source nobody may read", async () => {
    const [source, copy] = [sources[0], copies[0]];
    if (!source || !copy) throw new Error("nothing made");
    source.networkAccessPolicy = "DenyAll";
    await lab.parts.view.refresh(testContext);
    expect(await refusal(copy)).toContain("DenyAll");
  });
});

test("A recreated copy of the same name has nothing of what was found of its predecessor", async () => {
  const [, copy] = copies;
  if (!copy) throw new Error("no copy");
  await verify(copy, "full");
  copy.uniqueId = "11111111-2222-4333-8444-555555555555";
  await lab.parts.view.refresh(testContext);
  expect((await rowOf(copy))?.verified).toBeUndefined();
});

test("A cancel ends it within two seconds, with no SAS left", async () => {
  lab.azure.faults.add({ kind: "stall", service: "blob", stallMs: 60_000, times: 50 });
  const { id } = await lab.handIn({ kind: "verify", snapshotId: copies[1]?.id ?? "", level: "full" });
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (lab.openSas().length < 2) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
  const beganMs = performance.now();
  await lab.desk.cancel(id, testContext);
  expect(await lab.end(id)).toMatchObject({ state: "cancelled" });
  expect(performance.now() - beganMs).toBeLessThan(2000);
  lab.azure.faults.clear();
  expect(lab.openSas()).toEqual([]);
  expect(await lab.parts.verifications.find(id)).toBeUndefined();
});
