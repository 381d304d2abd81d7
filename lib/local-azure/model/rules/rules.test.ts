import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AzureError } from "../../errors.ts";
import type { TestWorld } from "../../testing/test-world.ts";
import { openTestWorld } from "../../testing/test-world.ts";
import type { Disk } from "../records/disk.ts";
import type { Snapshot } from "../records/snapshot.ts";
import type { World } from "../world.ts";
import { sasPath } from "./grants.ts";
import { resolveGrant } from "./resolve-grant.ts";

const mib = 2 ** 20;
const minuteMs = 60_000;

let test: TestWorld;
let world: World;
beforeEach(async () => {
  test = await openTestWorld();
  world = test.world;
});
afterEach(() => test.stop());

function disk(name = "d", more: Partial<Parameters<World["createEmptyDisk"]>[0]> = {}): Disk {
  return world.createEmptyDisk({ name, group: test.west, sku: "Premium_LRS", sizeGib: 1, ...more });
}

function write(target: Disk, offset: number, lengthBytes: number): void {
  world.pages.fill(target.imageId, offset, lengthBytes, { kind: "noise", seed: 1 });
}

/** An hour after the one before, so that the rate limit is out of the way. */
function snap(of: Disk, name: string, more: Partial<Parameters<World["takeSnapshot"]>[0]> = {}): Snapshot {
  world.clock.advance(60 * minuteMs);
  return world.takeSnapshot({ disk: of, name, group: test.west, incremental: true, ...more });
}

function copy(source: Snapshot, name: string, more: Partial<Parameters<World["startCopy"]>[0]> = {}): Snapshot {
  return world.startCopy({ source, name, group: test.north, location: "northeurope", durationMs: 10_000, ...more });
}

function refusal(act: () => unknown): { status: number; code: string; message: string } {
  try {
    act();
  } catch (error) {
    const { status, code, message } = error as AzureError;
    return { status, code, message };
  }
  throw new Error("it was not refused");
}

function stored(snapshot: Snapshot): number {
  return snapshot.storedHistory.at(-1)?.bytes ?? 0;
}

describe("what a snapshot stores", () => {
  it("is all data again for the first one after the disk grew across 4 TiB", () => {
    const d = disk("grower", { sizeGib: 4096 });
    write(d, 0, 4 * mib);
    snap(d, "before");
    world.growDisk(d, 5000);
    write(d, 8 * mib, mib);
    expect(stored(snap(d, "across"))).toBe(5 * mib);
    write(d, 16 * mib, mib);
    expect(stored(snap(d, "after"))).toBe(mib);
  });

  it("is all data for the first of a family, and what was written since for the others", () => {
    const d = disk();
    write(d, 0, 4 * mib);
    const first = snap(d, "s1");
    write(d, 3 * mib, 2 * mib);
    world.pages.clear(d.imageId, 0, mib);
    const second = snap(d, "s2");
    expect([stored(first), stored(second)]).toEqual([4 * mib, 2 * mib]);
    expect(world.familyOf(second)).toEqual([first, second]);
  });

  it("merges into the next one when it is deleted", () => {
    const d = disk();
    write(d, 0, 4 * mib);
    const first = snap(d, "s1");
    write(d, 0, mib);
    const second = snap(d, "s2");
    write(d, 0, mib);
    write(d, 8 * mib, mib);
    const third = snap(d, "s3");
    world.deleteSnapshot(second);
    expect([stored(first), stored(second), stored(third)]).toEqual([4 * mib, 0, 2 * mib]);
    world.deleteSnapshot(first);
    expect(stored(third)).toBe(5 * mib);
    expect(third.storedHistory).toHaveLength(2);
  });

  it("is everything for a full snapshot, whatever was there before", () => {
    const d = disk();
    write(d, 0, 4 * mib);
    snap(d, "s1");
    const full = snap(d, "full", { incremental: false, sku: "Premium_LRS" });
    expect([stored(full), full.incrementalSnapshotFamilyId]).toEqual([4 * mib, undefined]);
  });
});

describe("a recreated disk", () => {
  it("begins another family under the same name", () => {
    const old = disk();
    const before = snap(old, "before");
    world.deleteDisk(old);
    const after = snap(disk(), "after");
    expect(after.creationData.sourceResourceId).toBe(before.creationData.sourceResourceId);
    expect(after.incrementalSnapshotFamilyId).not.toBe(before.incrementalSnapshotFamilyId);
  });
});

describe("limits of snapshots", () => {
  it("allow seven incremental ones of a disk in five minutes, and one more later", () => {
    const d = disk();
    for (let at = 0; at < 7; at++) world.takeSnapshot({ disk: d, name: `s${at}`, group: test.west, incremental: true });
    const eighth = () => world.takeSnapshot({ disk: d, name: "s8", group: test.west, incremental: true });
    expect(refusal(eighth)).toMatchObject({ status: 409, code: "OperationNotAllowed" });
    world.clock.advance(5 * minuteMs);
    eighth();
  });

  it("allow 500 incremental ones of a disk at a time", () => {
    const d = disk();
    const snapshots = Array.from({ length: 500 }, (_, at) => snap(d, `s${at}`));
    expect(refusal(() => snap(d, "s500")).message).toContain("500");
    world.deleteSnapshot(snapshots[0] as Snapshot);
    snap(d, "s500");
  });

  it("keep incremental ones on standard storage, zone redundant where the region has zones", () => {
    const d = disk();
    expect(refusal(() => snap(d, "s", { sku: "Premium_LRS" }))).toEqual({
      status: 400,
      code: "InvalidParameter",
      message:
        "SKU Premium_LRS is not supported for resource type IncrementalSnapshot in this region. Supported SKUs for this region are Standard_LRS,Standard_ZRS",
    });
    expect(snap(d, "s1").sku).toBe("Standard_ZRS");
    expect(snap(d, "s2", { sku: "Standard_LRS" }).sku).toBe("Standard_LRS");
    expect(snap(d, "s3").sku).toBe("Standard_LRS");
    expect(snap(disk("d2", { location: "westus" }), "s4").sku).toBe("Standard_LRS");
  });

  it("allow only incremental ones of Premium SSD v2, three of them pending", () => {
    const d = disk("v2", { sku: "PremiumV2_LRS" });
    expect(refusal(() => snap(d, "full", { incremental: false })).code).toBe("InvalidParameter");
    const first = world.takeSnapshot({ disk: d, name: "s1", group: test.west, incremental: true });
    expect(world.completionPercent(first)).toBe(0);
    expect(first.creationData.logicalSectorSize).toBe(4096);
    for (const name of ["s2", "s3"]) world.takeSnapshot({ disk: d, name, group: test.west, incremental: true });
    expect(refusal(() => world.takeSnapshot({ disk: d, name: "s4", group: test.west, incremental: true })).message).toContain(
      "background copy",
    );
  });
});

describe("a restore", () => {
  it("is refused in another region, into a smaller disk, and of 4K sectors into other disk types", () => {
    const small = snap(disk("two", { sizeGib: 2 }), "s");
    expect(refusal(() => world.restoreDisk({ source: small, name: "r", group: test.north, sku: "Premium_LRS" })).code).toBe(
      "InvalidParameter",
    );
    expect(
      refusal(() => world.restoreDisk({ source: small, name: "r", group: test.west, sku: "Premium_LRS", sizeGib: 1 })).message,
    ).toContain("smaller");
    const fourK = snap(disk("v2", { sku: "PremiumV2_LRS" }), "s4k");
    world.clock.advance(minuteMs);
    world.settle();
    expect(refusal(() => world.restoreDisk({ source: fourK, name: "r", group: test.west, sku: "Premium_LRS" })).message).toContain("4096");
    expect(world.restoreDisk({ source: fourK, name: "r", group: test.west, sku: "UltraSSD_LRS" }).creationData.logicalSectorSize).toBe(
      4096,
    );
  });

  it("has the snapshot's bytes, though the disk it came from has moved on", () => {
    const d = disk();
    write(d, 0, mib);
    const source = snap(d, "s");
    const before = world.pages.read(source.imageId, 0, mib);
    world.pages.clear(d.imageId, 0, mib);
    const restored = world.restoreDisk({ source, name: "r", group: test.west, sku: "Premium_LRS", sizeGib: 3 });
    expect(world.pages.read(restored.imageId, 0, mib)).toEqual(before);
    expect(world.pages.lengthOf(restored.imageId)).toBe(3 * 2 ** 30);
  });
});

describe("a copy to another region", () => {
  it("runs with the clock, and gives nothing before it is complete", () => {
    const d = disk();
    write(d, 0, mib);
    const target = copy(snap(d, "s"), "t");
    world.clock.advance(4_000);
    world.settle();
    expect(world.completionPercent(target)).toBe(40);
    expect(refusal(() => world.restoreDisk({ source: target, name: "r", group: test.north, sku: "Premium_LRS" })).code).toBe(
      "OperationNotAllowed",
    );
    expect(refusal(() => world.grantAccess({ resource: target, access: "Read", durationSeconds: 60 })).code).toBe("OperationNotAllowed");
    world.clock.advance(6_000);
    world.settle();
    expect([target.completionPercent, target.storedHistory.at(-1)]).toEqual([
      100,
      { atMs: (target.copy?.startedAtMs ?? 0) + 10_000, bytes: mib },
    ]);
    world.restoreDisk({ source: target, name: "r", group: test.north, sku: "Premium_LRS" });
  });

  it("puts the copies of a chain into one new family in which they can be diffed, and bills only the delta", () => {
    const d = disk();
    write(d, 0, 4 * mib);
    const first = snap(d, "s1");
    write(d, 16 * mib, mib);
    const second = snap(d, "s2");
    const [a, b] = [copy(first, "t1", { durationMs: 0 }), copy(second, "t2", { durationMs: 0 })];
    expect(a.incrementalSnapshotFamilyId).toBe(b.incrementalSnapshotFamilyId);
    expect(a.incrementalSnapshotFamilyId).not.toBe(first.incrementalSnapshotFamilyId);
    expect([...world.pages.diff(a.imageId, b.imageId)]).toEqual([{ offset: 16 * mib, length: mib, cleared: false }]);
    expect([stored(a), stored(b)]).toEqual([4 * mib, mib]);
  });

  it("is refused for full snapshots, within a region, out of order, and twice at once", () => {
    const d = disk();
    expect(refusal(() => copy(snap(d, "full", { incremental: false }), "t")).message).toContain(
      "only supported for an incremental snapshot",
    );
    const [first, second, third] = [snap(d, "s1"), snap(d, "s2"), snap(d, "s3")];
    expect(refusal(() => copy(first, "t", { location: "westeurope" })).code).toBe("InvalidParameter");
    copy(second, "t2");
    expect(refusal(() => copy(third, "t3")).message).toContain("at a time");
    world.clock.advance(10_000);
    expect(refusal(() => copy(first, "t1")).message).toContain("in the order of their creation");
    expect(refusal(() => copy(second, "t2-again")).message).toContain("has been copied to northeurope already, as t2");
    copy(third, "t3");
  });

  it("that is held fails where it was told to, and never goes back", () => {
    const error = { errorCode: "Boom", errorMessage: "it failed" };
    const target = copy(snap(disk(), "s"), "t");
    world.holdCopy(target, 70);
    world.clock.advance(60 * minuteMs);
    world.failCopyAt(target, 90, error);
    expect([world.completionPercent(target), target.copyCompletionError]).toEqual([70, undefined]);
    world.releaseCopy(target);
    expect(world.completionPercent(target)).toBe(70);
    world.clock.advance(60 * minuteMs);
    world.settle();
    expect([world.completionPercent(target), target.copyCompletionError]).toEqual([90, error]);
  });

  it("can be held, goes on from there when released, and fails where told", () => {
    const target = copy(snap(disk(), "s"), "t");
    world.holdCopy(target, 40);
    world.clock.advance(60 * minuteMs);
    expect(world.completionPercent(target)).toBe(40);
    world.releaseCopy(target);
    world.clock.advance(3_000);
    expect(world.completionPercent(target)).toBe(70);
    world.failCopyAt(target, 80, { errorCode: "E", errorMessage: "m" });
    world.clock.advance(60 * minuteMs);
    world.settle();
    expect([target.completionPercent, target.copyCompletionError]).toEqual([80, { errorCode: "E", errorMessage: "m" }]);
  });

  it("fails with CopySourceNotFound when its source is deleted", () => {
    const source = snap(disk(), "s");
    const target = copy(source, "t");
    world.clock.advance(2_500);
    world.deleteSnapshot(source);
    world.clock.advance(60 * minuteMs);
    world.settle();
    expect([target.completionPercent, target.copyCompletionError?.errorCode]).toEqual([25, "CopySourceNotFound"]);
  });
});

describe("shared access", () => {
  const open = (resource: Snapshot | Disk, durationSeconds = 60) => world.grantAccess({ resource, access: "Read", durationSeconds });

  it("is held by five snapshots of a family at most; the same one may be granted again", () => {
    const d = disk();
    const snapshots = Array.from({ length: 6 }, (_, at) => snap(d, `s${at}`));
    for (const snapshot of snapshots.slice(0, 5)) open(snapshot);
    const sixth = snapshots[5] as Snapshot;
    expect(refusal(() => open(sixth)).code).toBe("OperationNotAllowed");
    open(snapshots[0] as Snapshot);
    world.revokeAccess(snapshots[1] as Snapshot);
    open(sixth);
  });

  it("lasts sixty days at most, and is refused where the network policy denies it or the disk is in use", () => {
    const snapshot = snap(disk(), "s");
    expect(refusal(() => open(snapshot, 5_184_001))).toMatchObject({ status: 400, code: "InvalidParameter" });
    open(snapshot, 5_184_000);
    expect(refusal(() => open(snap(disk("d2"), "denied", { networkAccessPolicy: "DenyAll" }))).message).toContain("DenyAll");
    expect(refusal(() => open(disk("d3", { managedBy: "/vm" })))).toMatchObject({ status: 409, code: "Conflict" });
  });

  it("opens the image until it expires or is revoked", () => {
    const snapshot = snap(disk(), "s");
    const url = new URL(sasPath(open(snapshot)), "https://127.0.0.1");
    expect(resolveGrant(world, url)).toMatchObject({ denied: false, image: snapshot.imageId, lengthBytes: 2 ** 30 + 512 });
    const forged = new URL(url);
    forged.searchParams.set("sig", "AAAA");
    expect(resolveGrant(world, forged)).toMatchObject({ denied: true, status: 403, code: "AuthenticationFailed" });
    world.clock.advance(61_000);
    expect(resolveGrant(world, url)).toMatchObject({ denied: true, status: 403 });
    expect(snapshot.diskState).toBe("ActiveSAS");
    const again = new URL(sasPath(open(snapshot)), "https://127.0.0.1");
    world.revokeAccess(snapshot);
    expect(resolveGrant(world, again)).toMatchObject({ denied: true, status: 403 });
    expect(snapshot.diskState).toBe("Unattached");
  });

  it("keeps what it opens from being deleted", () => {
    const snapshot = snap(disk(), "s");
    open(snapshot);
    expect(refusal(() => world.deleteSnapshot(snapshot))).toMatchObject({ status: 409, code: "OperationNotAllowed" });
    world.revokeAccess(snapshot);
    world.deleteSnapshot(snapshot);
    expect(world.findSnapshot(snapshot.id)).toBeUndefined();
  });
});
