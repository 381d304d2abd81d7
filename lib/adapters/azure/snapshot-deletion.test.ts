import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { assignRole } from "#lib/local-azure/testing/assign-role.ts";
import { createAzureWriter } from "./azure-writer.ts";
import { createAzureInventory } from "./inventory.ts";
import { createSafeguards } from "./safeguards.ts";

const hourMs = 3_600_000;
let local: LocalEstate;
beforeAll(async () => {
  local = await startLocalEstate();
});
afterAll(() => local.stop());

let made = 0;
function makeSnapshot(): Snapshot {
  made += 1;
  const disk = makeDisk(local.azure, `db${made}`);
  return takeSnapshot(local.azure, disk, `db${made}-1`, local.clock.nowMs() - hourMs);
}

const isThere = ({ uniqueId }: Snapshot) => {
  const found = [...local.azure.world.snapshots.values()].find((one) => one.uniqueId === uniqueId);
  return found !== undefined && found.deletedAtMs === undefined;
};

/** Another one of its name, as somebody would make it. */
function recreate(snapshot: Snapshot): Snapshot {
  const disk = makeDisk(local.azure, `${snapshot.name}-other`);
  return takeSnapshot(local.azure, disk, snapshot.name, local.clock.nowMs() - hourMs);
}

const remove = (snapshot: Snapshot, writer = local.writer) => writer.deleteSnapshot(snapshot, local.context);

/** Something comes between a look of the writer's and what it asks for then. */
function writerThatLooked(nth: number, then: () => void) {
  let looks = 0;
  const inventory = {
    ...local.inventory,
    async getSnapshot(...given: Parameters<typeof local.inventory.getSnapshot>) {
      looks += 1;
      const found = await local.inventory.getSnapshot(...given);
      if (looks === nth) then();
      return found;
    },
  };
  return createAzureWriter({ connection: local.connection, inventory });
}

describe("deleting a snapshot", () => {
  it("deletes the one that was confirmed, and is done where it is gone already", async () => {
    const snapshot = makeSnapshot();
    await remove(snapshot);
    expect(isThere(snapshot)).toBe(false);
    await expect(remove(snapshot)).resolves.toBeUndefined();
  });

  it("asks before each sending whether what is there may go, and deletes nothing where not", async () => {
    const snapshot = makeSnapshot();
    const refuse = () => {
      throw new AppError("not-possible", "It is complete.", { details: { rule: "complete" } });
    };
    await expect(local.writer.deleteSnapshot(snapshot, local.context, refuse)).rejects.toMatchObject({ details: { rule: "complete" } });
    expect(isThere(snapshot)).toBe(true);
    // Between the first sending, which Azure did not take, and the second one it became complete.
    local.azure.faults.add({ kind: "status500", method: "DELETE", path: snapshot.name, times: 1, retryAfterSeconds: 0 });
    let asked = 0;
    const later = () => {
      asked += 1;
      if (asked > 1) refuse();
    };
    await expect(local.writer.deleteSnapshot(snapshot, local.context, later)).rejects.toMatchObject({ details: { rule: "complete" } });
    local.azure.faults.clear();
    expect([asked, isThere(snapshot)]).toEqual([2, true]);
  });

  it("leaves another one of its name alone", async () => {
    const snapshot = makeSnapshot();
    await remove(snapshot);
    const other = recreate(snapshot);
    await expect(remove(snapshot)).rejects.toMatchObject({ code: "conflict", details: { rule: "recreated" } });
    expect(isThere(other)).toBe(true);
  });

  it("asks for nothing where Azure does not give its unique id, even if what was confirmed had none either", async () => {
    const snapshot = makeSnapshot();
    const standIn = resourceKey(snapshot.id);
    const inventory = {
      ...local.inventory,
      async getSnapshot(...given: Parameters<typeof local.inventory.getSnapshot>) {
        const found = await local.inventory.getSnapshot(...given);
        return found && { ...found, uniqueId: standIn };
      },
    };
    const writer = createAzureWriter({ connection: local.connection, inventory });
    for (const uniqueId of [snapshot.uniqueId, standIn])
      await expect(writer.deleteSnapshot({ id: snapshot.id, uniqueId }, local.context)).rejects.toMatchObject({
        retryable: true,
        details: { rule: "identity-unknown" },
      });
    expect(isThere(snapshot)).toBe(true);
  });

  it("looks after an answer that was lost, before it sends again", async () => {
    const snapshot = makeSnapshot();
    local.azure.faults.add({ kind: "lostAnswer", method: "DELETE", path: snapshot.name, times: 1 });
    await remove(snapshot);
    local.azure.faults.clear();
    expect(isThere(snapshot)).toBe(false);
  });

  it("is done, or says that Azure did not answer, where every answer is lost; asked again it is done", async () => {
    const snapshot = makeSnapshot();
    local.azure.faults.add({ kind: "lostAnswer", method: "DELETE", path: snapshot.name, times: 4 });
    const error: unknown = await remove(snapshot).catch((thrown: unknown) => thrown);
    local.azure.faults.clear();
    if (error !== undefined) expect(error).toMatchObject({ code: "azure-unavailable", retryable: true });
    await remove(snapshot);
    expect(isThere(snapshot)).toBe(false);
  });

  it("does not repeat a lost order where another one has the name meanwhile", async () => {
    const snapshot = makeSnapshot();
    const made: Snapshot[] = [];
    local.azure.faults.add({ kind: "lostAnswer", method: "DELETE", path: snapshot.name, times: 1 });
    // Its first look finds it; the second is the one before the repeat.
    const inventory = {
      ...local.inventory,
      async getSnapshot(...given: Parameters<typeof local.inventory.getSnapshot>) {
        if (!isThere(snapshot) && made.length === 0) made.push(recreate(snapshot));
        return local.inventory.getSnapshot(...given);
      },
    };
    await remove(snapshot, createAzureWriter({ connection: local.connection, inventory }));
    local.azure.faults.clear();
    expect([isThere(snapshot), made.map(isThere)]).toEqual([false, [true]]);
  });

  it("says what Azure refuses it for", async () => {
    const { world } = local.azure;
    const [locked, read, kept] = [makeSnapshot(), makeSnapshot(), makeSnapshot()];
    world.add("lock", { scope: locked.id, name: "keep", level: "CanNotDelete" });
    world.grantAccess({ resource: read, access: "Read", durationSeconds: 3600 });
    const nowMs = local.clock.nowMs();
    kept.immutability = { type: "Locked", durationDays: 1, startedAtMs: nowMs, expiresAtMs: nowMs + 24 * hourMs };
    await expect(remove(locked)).rejects.toMatchObject({ code: "not-possible", details: { rule: "locked" } });
    await expect(remove(read)).rejects.toMatchObject({ code: "not-possible", details: { rule: "active-sas" } });
    await expect(remove(kept)).rejects.toMatchObject({ code: "not-possible", details: { rule: "immutable" } });
    expect([locked, read, kept].map(isThere)).toEqual([true, true, true]);
    expect((await local.inventory.getSnapshot(kept.id, local.context))?.immutability).toMatchObject({ type: "Locked" });
    await remove(
      read,
      writerThatLooked(1, () => world.revokeAccess(read)),
    );
    expect(isThere(read)).toBe(false);
  });
});

describe("what may keep from deleting", () => {
  it("is told with where it is set: locks at the snapshot, its group and its subscription, and the right", async () => {
    const [own, other] = [makeSnapshot(), makeSnapshot()];
    const lock = local.azure.world.add("lock", { scope: own.id, name: "own", level: "ReadOnly", notes: "audit" });
    const found = await createSafeguards(local.connection).look([own.id, other.id], local.context);
    expect(found.get(resourceKey(own.id))).toEqual({
      locks: [{ name: "own", scope: own.id, level: "ReadOnly", notes: "audit" }],
      mayDelete: true,
    });
    expect(found.get(resourceKey(other.id))).toEqual({ locks: [], mayDelete: true });
    lock.deletedAtMs = 0;
    const ofGroup = local.azure.world.add("lock", {
      scope: `/subscriptions/${local.azure.subscriptionId}/resourceGroups/TEST-GROUP`,
      name: "group",
      level: "CanNotDelete",
    });
    const again = await createSafeguards(local.connection).look([other.id], local.context);
    expect(again.get(resourceKey(other.id))?.locks).toMatchObject([{ name: "group" }]);
    ofGroup.deletedAtMs = 0;
  });

  it("is not taken for nothing where it may not be asked", async () => {
    const snapshot = makeSnapshot();
    const take = await assignRole(local.azure, "Reader", "guest", `/subscriptions/${local.azure.subscriptionId}/resourceGroups/Test-Group`);
    const connection = local.connect("guest");
    const found = (await createSafeguards(connection).look([snapshot.id], local.context)).get(resourceKey(snapshot.id));
    expect(found?.mayDelete).toBe(false);
    expect(found?.unknownLocks).toMatch(/whole subscription.*locks\/read/);
    const writer = createAzureWriter({ connection, inventory: createAzureInventory({ connection, clock: local.clock }) });
    await expect(remove(snapshot, writer)).rejects.toMatchObject({
      code: "forbidden",
      details: { action: "Microsoft.Compute/snapshots/delete" },
    });
    await take();
    expect((await createSafeguards(connection).look([snapshot.id], local.context)).get(resourceKey(snapshot.id))?.mayDelete).not.toBe(true);
  });
});
