// A full snapshot from a snapshot, made by the real steps against Local Azure.
import { afterAll, beforeAll, expect, test } from "vitest";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";

const context = { requestId: "full-snapshot", principal: testPrincipal };
const MIB = 2 ** 20;
let lab: FaultLab;
let older: Snapshot;
let newer: Snapshot;
beforeAll(async () => {
  lab = await openFaultLab();
  const [first, second] = await lab.makeSnapshots("db", 2);
  if (!first || !second) throw new Error("no snapshots");
  [older, newer] = [first, second];
});
afterAll(() => lab.close());

const requestFor = (source: Snapshot, targetName: string, sku: "Standard_LRS" | "Standard_ZRS" | "Premium_LRS") =>
  ({ kind: "full-snapshot", snapshotId: source.id, targetResourceGroup: "Test-Group", targetName, sku }) as const;
const named = (name: string) => [...lab.azure.world.snapshots.values()].filter((one) => one.name === name);
const bytesOf = ({ imageId }: Snapshot) => Buffer.from(lab.azure.world.pages.read(imageId, 0, 4 * MIB));

test("it holds all of that moment by itself, on Premium or Standard storage, from an incremental one and from a full one", async () => {
  const made = async (source: Snapshot, name: string, sku: "Standard_ZRS" | "Premium_LRS") => {
    const row = await lab.end((await lab.handIn(requestFor(source, name, sku))).id);
    expect(row).toMatchObject({ state: "succeeded", percent: 100 });
    const [snapshot, ...others] = named(name);
    if (!snapshot || others.length > 0) throw new Error("not one");
    expect(row.resultId?.toLowerCase()).toBe(snapshot.id.toLowerCase());
    return snapshot;
  };
  const premium = await made(newer, "db-full", "Premium_LRS");
  expect(premium).toMatchObject({ incremental: false, sku: "Premium_LRS", creationData: { sourceResourceId: newer.id } });
  expect(bytesOf(premium).equals(bytesOf(newer))).toBe(true);
  expect(bytesOf(premium).equals(bytesOf(older))).toBe(false);
  await lab.parts.view.refresh(context);
  const again = await made(premium, "db-full-again", "Standard_ZRS");
  expect([again.incremental, bytesOf(again).equals(bytesOf(newer))]).toEqual([false, true]);
});

test("the form says what cannot be, and no plan of it is started", async () => {
  const { world, group } = lab.azure;
  const disk = world.createEmptyDisk({ name: "sectors", group, sku: "PremiumV2_LRS", zones: ["1"], sizeGib: 4, logicalSectorSize: 4096 });
  const big = world.takeSnapshot({ disk, name: "sectors-1", group, incremental: true, durationMs: 0 });
  await lab.parts.view.refresh(context);
  expect(await lab.options("full-snapshot", big.id)).toMatchObject({ possible: false, reason: expect.stringContaining("4K sectors") });
  expect(await lab.options("full-snapshot", older.id)).toMatchObject({ possible: true, suggestedName: "db-0-full" });
  await expect(lab.desk.submit(requestFor(big, "never", "Standard_LRS"), undefined, context)).rejects.toMatchObject({
    code: "not-possible",
  });
  await expect(lab.desk.submit(requestFor(older, "db-1", "Standard_LRS"), undefined, context)).rejects.toMatchObject({
    details: { field: "targetName" },
  });
});

const faults: Fault[] = [
  { kind: "status500", times: 5 },
  { kind: "lostAnswer", times: 1 },
  { kind: "resetMidBody", times: 5 },
];
test.each(faults)("$kind, $times times in a row, at every call: one full snapshot", async (fault) => {
  const calls = await lab.sweep(async (skip, name) => {
    const { row, isHit } = await lab.run(requestFor(older, `${name}-full`, "Standard_LRS"), fault, skip);
    expect(row, `call ${skip}`).toMatchObject({ state: "succeeded", percent: 100 });
    expect(named(`${name}-full`).map(({ incremental }) => incremental)).toEqual([false]);
    return isHit;
  });
  expect(calls).toBeGreaterThanOrEqual(3);
});
