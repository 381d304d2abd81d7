// Through Local Azure and the real SDKs: snapshots are measured, what they free stands beside them, and a delete frees that.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { getReclaim, reclaimCsv } from "./get-reclaim.ts";

const mib = 2 ** 20;
const hourMs = 3_600_000;

let local: LocalEstate;
let services: Services;
beforeAll(async () => {
  local = await startLocalEstate();
});
afterAll(() => local.stop());
beforeEach(() => {
  services = createServices(local);
});

let made = 0;

/** a: MiB 0–3, b: MiB 1 anew and MiB 2 cleared, c: MiB 1 and 9. */
function makeChain(): { disk: Disk; a: Snapshot; b: Snapshot; c: Snapshot } {
  const { azure } = local;
  made += 1;
  const disk = makeDisk(azure, `db${made}`);
  const write = (at: number, count = 1) => azure.world.pages.fill(disk.imageId, at * mib, count * mib, { kind: "number", seed: at });
  const take = (name: string, hoursAgo: number) => takeSnapshot(azure, disk, `db${made}-${name}`, local.clock.nowMs() - hoursAgo * hourMs);
  write(0, 4);
  const a = take("a", 3);
  write(1);
  azure.world.pages.clear(disk.imageId, 2 * mib, mib);
  const b = take("b", 2);
  write(1);
  write(9);
  return { disk, a, b, c: take("c", 1) };
}

async function measured() {
  const chain = makeChain();
  const { rows } = await services.look();
  const row = rows.find(({ id }) => sameResource(id, chain.a.id));
  await services.measureChain(row?.chainId ?? "", local.context);
  return { ...chain, chainId: row?.chainId ?? "" };
}

const ask = (query: { snapshot?: string[]; chain?: string }) => getReclaim(services, { format: "json", ...query }, local.context);

async function rowsOf(...snapshots: Snapshot[]): Promise<(SnapshotRow | undefined)[]> {
  const { rows } = await services.look();
  return snapshots.map(({ id }) => rows.find((row) => sameResource(row.id, id)));
}

describe("what a delete frees", () => {
  it("stands beside each snapshot once the chain is measured, and a list reads no ranges for it", async () => {
    const { a, b, c } = await measured();
    services.artifacts.reads.length = 0;
    expect((await rowsOf(a, b, c)).map((row) => row?.frees)).toEqual([
      { state: "known", bytes: 2 * mib, postponed: false },
      { state: "known", bytes: mib, postponed: false },
      { state: "known", bytes: 2 * mib, postponed: true },
    ]);
    expect(services.artifacts.reads).toEqual([]);
  });

  it("is told jointly, with what moves into the next one and its money a month, which is no sum of the single ones", async () => {
    const { a, b, c } = await measured();
    const { items, joint } = await ask({ snapshot: [b.id, a.id.toUpperCase()] });
    expect(items.map(({ name, movedBytes, movesInto }) => [name, movedBytes, movesInto?.name])).toEqual([
      [a.name, 2 * mib, b.name],
      [b.name, 0, c.name],
    ]);
    expect(joint).toMatchObject({
      count: 2,
      frees: { state: "known", bytes: 3 * mib, postponed: false },
      final: { state: "known", bytes: 3 * mib },
    });
    expect(joint.runs).toMatchObject([{ movedBytes: 2 * mib, movesInto: { name: c.name } }]);
    expect(Number(joint.monthlyCost?.usd)).toBeGreaterThan(0);
    expect(Number(items[0]?.monthlyCost?.usd) * 1.5).toBeCloseTo(Number(joint.monthlyCost?.usd), 12);
  });

  it("is what Azure stores less then; the next one counts anew, and is measured against the one before", async () => {
    const { a, b, c, chainId } = await measured();
    const stored = () => [a, b, c].reduce((sum, { storedHistory }) => sum + (storedHistory.at(-1)?.bytes ?? 0), 0);
    const [before, { joint }] = [stored(), await ask({ snapshot: [b.id] })];
    local.azure.world.deleteSnapshot(b);
    expect(joint.frees).toMatchObject({ bytes: before - stored() });
    await services.view.refresh(local.context);
    const [first, , last] = await rowsOf(a, b, c);
    expect(first?.frees).toEqual({ state: "unknown", reason: `${c.name} is not measured.`, postponed: false });
    expect(last?.frees).toMatchObject({ state: "unknown", postponed: true });
    await services.measureChain(chainId, local.context);
    expect((await rowsOf(a, c)).map((row) => row?.frees)).toMatchObject([{ bytes: 2 * mib }, { bytes: 2 * mib }]);
  });

  it("is not known before it is measured, and is for good where the disk is gone", async () => {
    const { a, b, c, disk } = makeChain();
    const { items, joint } = await ask({ snapshot: [a.id] });
    expect([items[0]?.frees, items[0]?.storedBytes]).toEqual([
      { state: "unknown", reason: `${a.name} is not measured. ${b.name} is not measured.`, postponed: false },
      null,
    ]);
    expect(joint.monthlyCost).toBeUndefined();
    local.azure.world.deleteDisk(disk);
    await services.view.refresh(local.context);
    expect((await rowsOf(c))[0]?.frees.postponed).toBe(false);
  });

  it("of a whole chain is a table, also as CSV", async () => {
    const { a, b, c, chainId } = await measured();
    const { joint } = await ask({ chain: chainId });
    expect([joint.count, joint.frees]).toEqual([3, { state: "known", bytes: 7 * mib, postponed: true }]);
    const csv = (await reclaimCsv(services, { chain: chainId, format: "csv" }, local.context)).split("\r\n");
    expect(csv[0]).toContain("name,disk,region,createdAt,storedBytes,freesState,freesBytes");
    expect(csv.slice(1, 4).map((line) => line.split(",")[0])).toEqual([a.name, b.name, c.name]);
  });

  it("is not found for what is not there", async () => {
    await expect(ask({ chain: "nothing" })).rejects.toMatchObject({ code: "not-found", details: { field: "chain" } });
    await expect(ask({ snapshot: ["/subscriptions/x"] })).rejects.toMatchObject({ code: "not-found", details: { field: "snapshot" } });
  });
});
