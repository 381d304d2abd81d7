// Rehearsals against Local Azure: what is found, and that nothing stays of them but the record.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { snapshotQuery } from "#lib/contract/inventory.ts";
import { isAppError } from "#lib/domain/app-error.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { spoil } from "#lib/operations/testing/made-copies.ts";
import { listSnapshots } from "#lib/services/inventory/list-snapshots.ts";
import { deleteLeftBehind } from "./left-behind.ts";

let lab: FaultLab;
let made = 0;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

/** An ext4 over the whole disk, as far as its superblock says, unless it is to be bare. */
async function makeSnapshot({ isBare = false, at = lab } = {}): Promise<Snapshot> {
  made += 1;
  const [snapshot] = await at.makeSnapshots(`rehearsed${made}`, 1);
  if (!snapshot) throw new Error("nothing made");
  spoil(at.azure, snapshot, (live) => {
    const page = Buffer.alloc(512);
    if (!isBare) {
      page.writeUInt16LE(0xef53, 56);
      page.writeUInt32LE(4, 92);
      page.writeUInt32LE(64, 96);
    }
    at.azure.world.pages.clear(live, 0, 2 ** 20);
    at.azure.world.pages.write(live, 1024, page);
  });
  return snapshot;
}

const requestFor = ({ id, name }: Snapshot) =>
  ({ kind: "rehearse", snapshotId: id, targetResourceGroup: "Test-Group", diskName: `${name}-try` }) as const;
const disksOf = (snapshot: Snapshot, at = lab) =>
  [...at.azure.world.disks.values()].filter(
    ({ creationData, deletedAtMs }) => creationData.sourceResourceId === snapshot.id && deletedAtMs === undefined,
  );

async function rehearse(snapshot: Snapshot) {
  const { id } = await lab.handIn(requestFor(snapshot));
  return lab.end(id);
}

describe("A rehearsal", () => {
  test("finds the file system, deletes its disk, and stands with the snapshot", async () => {
    const snapshot = await makeSnapshot();
    const row = await rehearse(snapshot);
    expect(row).toMatchObject({ state: "succeeded", percent: 100, progressText: "1 partition: whole disk (ext4, 4.00 GiB)" });
    expect(row.outcome).toBeUndefined();
    expect(disksOf(snapshot)).toEqual([]);
    expect(lab.openSas()).toEqual([]);
    expect(await lab.parts.ledger.leftovers()).toEqual([]);
    const { items } = await listSnapshots(lab.parts, snapshotQuery.parse({ id: snapshot.id }), testContext);
    expect(items[0]?.rehearsed).toMatchObject({ operationId: row.id, finding: "recognised" });
  });

  test("that recognises nothing says so, and is no success like the others", async () => {
    const snapshot = await makeSnapshot({ isBare: true });
    expect(await rehearse(snapshot)).toMatchObject({
      state: "succeeded",
      outcome: "nothing",
      progressText: "The disk has no partition table",
    });
    expect(disksOf(snapshot)).toEqual([]);
  });

  test("touches no disk that has the name already", async () => {
    const snapshot = await makeSnapshot();
    const other = lab.azure.world.createEmptyDisk({ name: `${snapshot.name}-try`, group: lab.azure.group, sku: "Premium_LRS", sizeGib: 4 });
    await expect(lab.handIn(requestFor(snapshot))).rejects.toMatchObject({ code: "not-possible" });
    const inTime = await makeSnapshot();
    const intrude = () =>
      lab.azure.world.createEmptyDisk({ name: `${inTime.name}-try`, group: lab.azure.group, sku: "Premium_LRS", sizeGib: 4 });
    const { writer } = lab.parts;
    const { restoreDisk } = writer;
    writer.restoreDisk = (order, context) => {
      writer.restoreDisk = restoreDisk;
      intrude();
      return restoreDisk(order, context);
    };
    expect(await rehearse(inTime)).toMatchObject({ state: "failed", error: { code: "conflict" } });
    const there = [...lab.azure.world.disks.values()].filter(({ deletedAtMs }) => deletedAtMs === undefined).map(({ name }) => name);
    expect(there).toEqual(expect.arrayContaining([other.name, `${inTime.name}-try`]));
  });
});

describe("What ends a rehearsal early", () => {
  test("a cancel: within two seconds, and the disk goes", async () => {
    const snapshot = await makeSnapshot();
    lab.azure.faults.add({ kind: "stall", service: "blob", stallMs: 60_000, times: 50 });
    const { id } = await lab.handIn(requestFor(snapshot));
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (!disksOf(snapshot).some((disk) => disk.diskState.startsWith("ActiveSAS"))) return;
        clearInterval(timer);
        resolve();
      }, 5);
    });
    const beganMs = performance.now();
    await lab.desk.cancel(id, testContext);
    expect(await lab.end(id)).toMatchObject({ state: "cancelled" });
    expect(performance.now() - beganMs).toBeLessThan(2000);
    lab.azure.faults.clear();
    await lab.parts.access.revokeLeftovers(testContext);
    await deleteLeftBehind({ operations: lab.parts.operations, writer: lab.parts.writer, onFailed: () => undefined });
    expect(disksOf(snapshot)).toEqual([]);
  });

  test("a disk that even so stayed is deleted at the next start, and none that somebody uses or made himself", async () => {
    const [left, used] = [await makeSnapshot(), await makeSnapshot()];
    for (const snapshot of [left, used]) {
      // Nobody lets it delete anything.
      lab.azure.faults.add({ kind: "status500", method: "DELETE", path: `${snapshot.name}-try`, times: 1000 });
      expect(await rehearse(snapshot)).toMatchObject({ state: "failed" });
      expect(disksOf(snapshot)).toHaveLength(1);
    }
    lab.azure.faults.clear();
    const [kept] = disksOf(used);
    if (kept) kept.tags = {};
    const failed: unknown[] = [];
    await deleteLeftBehind({ operations: lab.parts.operations, writer: lab.parts.writer, onFailed: (error) => failed.push(error) });
    expect(disksOf(left)).toEqual([]);
    expect(disksOf(used)).toHaveLength(1);
    expect(failed).toContainEqual(expect.objectContaining({ code: "conflict", message: expect.stringContaining(`${used.name}-try`) }));
    expect(failed.every((error) => isAppError(error) && error.code === "conflict")).toBe(true);
  });

  test("a disk that even so stayed is deleted as soon as Azure answers again, without a start", async () => {
    const other = await openFaultLab({ discardEveryMs: 20 });
    try {
      const snapshot = await makeSnapshot({ at: other });
      other.azure.faults.add({ kind: "status500", method: "DELETE", path: `${snapshot.name}-try`, times: 1000 });
      const { id } = await other.handIn(requestFor(snapshot));
      expect(await other.end(id)).toMatchObject({ state: "failed" });
      expect(disksOf(snapshot, other)).toHaveLength(1);
      other.azure.faults.clear();
      await expect.poll(() => disksOf(snapshot, other), { timeout: 10_000 }).toEqual([]);
    } finally {
      await other.close();
    }
  });
});
