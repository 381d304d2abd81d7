import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ticksToMs } from "../clock.ts";
import { dayMs, hourMs } from "../cost/meter/meter-quantity.ts";
import { storageRows } from "../cost/meter/usage-rows.ts";
import type { Disk } from "../model/records/disk.ts";
import type { Snapshot } from "../model/records/snapshot.ts";
import type { World } from "../model/world.ts";
import type { SeededWorld } from "../testing/seeded-world.ts";
import { seedWorldAt } from "../testing/seeded-world.ts";
import { seedDemo } from "./demo.ts";
import { devTest, production } from "./groups.ts";

const now = "2026-11-23T12:00:00Z";
const nowMs = Date.parse(now);
const gib = 2 ** 30;

let seeded: SeededWorld;
let world: World;
let live: Snapshot[];
let disks: Disk[];

beforeAll(async () => {
  seeded = await seedWorldAt(now, seedDemo);
  world = seeded.world;
  live = liveOf(world);
  disks = [...world.disks.values()].filter((disk) => disk.deletedAtMs === undefined);
});

afterAll(() => seeded.close());

function liveOf({ snapshots }: World): Snapshot[] {
  return [...snapshots.values()].filter((snapshot) => snapshot.deletedAtMs === undefined);
}

const createdMs = (resource: { timeCreated: string }) => ticksToMs(resource.timeCreated);
const storedGib = (snapshot: Snapshot) => (snapshot.storedHistory.at(-1)?.bytes ?? 0) / gib;
const chains = () =>
  Map.groupBy(
    live.filter((s) => s.incremental),
    (s) => s.incrementalSnapshotFamilyId ?? "",
  );
const ofDisk = (name: string) => live.filter((s) => s.creationData.sourceResourceId?.endsWith(`/disks/${name}`) && s.incremental);

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("not found");
  return value;
}

describe("the demo estate", () => {
  it("is of a size to look around in, and over ninety days up to now", () => {
    expect(world.subscriptions.size).toBe(2);
    expect(live.length).toBeGreaterThanOrEqual(250);
    expect(live.length).toBeLessThanOrEqual(350);
    expect(disks.length).toBeGreaterThanOrEqual(15);
    expect(new Set(live.map((s) => s.location))).toEqual(new Set(["westeurope", "northeurope", "francecentral"]));
    expect(new Set(live.map((s) => s.subscriptionId))).toEqual(new Set([production.subscriptionId, devTest.subscriptionId]));
    const created = live.map(createdMs);
    expect(Math.max(...created)).toBeLessThanOrEqual(nowMs);
    expect(nowMs - Math.max(...created)).toBeLessThan(dayMs);
    expect(nowMs - Math.min(...created)).toBeGreaterThan(80 * dayMs);
    expect(nowMs - Math.min(...created)).toBeLessThan(91 * dayMs);
    const sizes = disks.map((d) => d.diskSizeBytes / gib);
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([32, 8192]);
  });

  it("has at most 40 snapshots in a chain, and changes from none to tens of GiB", () => {
    const lengths = [...chains().values()].map((chain) => chain.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(40);
    const deltas = [...chains().values()].flatMap((chain) => chain.slice(1).map(storedGib));
    expect(Math.min(...deltas)).toBe(0);
    expect(deltas.filter((delta) => delta > 10).length).toBeGreaterThan(10);
  });

  it("has some diffs of ten thousand ranges and more, and extents within a million and a half", () => {
    const counts = live
      .filter((s) => s.incremental)
      .map((snapshot) => {
        const previous = world.previousOf(snapshot);
        return previous === undefined ? 0 : [...world.pages.diff(previous.imageId, snapshot.imageId)].length;
      });
    expect(counts.filter((count) => count >= 10_000 && count <= 60_000).length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...counts)).toBeLessThanOrEqual(60_000);
    expect(counts.reduce((a, b) => a + b, 0)).toBeLessThan(1_500_000);
  });

  it("has tombstones that were billed while they lived, and survivors that took over their data", () => {
    const tombstones = [...world.snapshots.values()].filter((s) => s.deletedAtMs !== undefined);
    expect(tombstones.length).toBeGreaterThan(100);
    const window = { fromMs: nowMs - 92 * dayMs, toMs: nowMs, meteredThroughMs: nowMs };
    expect([...storageRows(tombstones, window)].length).toBeGreaterThan(500);
    expect(live.filter((s) => s.storedHistory.length > 1 && s.completionPercent === undefined).length).toBeGreaterThan(20);
  });

  it("tells history in order: no change of stored bytes comes before the one it follows, or after now", () => {
    for (const snapshot of world.snapshots.values()) {
      const times = snapshot.storedHistory.map((change) => change.atMs);
      expect(times, snapshot.name).toEqual([...times].sort((a, b) => a - b));
      expect(times.at(-1), snapshot.name).toBeLessThanOrEqual(nowMs);
    }
  });

  it("tags most snapshots with env, owner, costCenter and app", () => {
    const tagged = live.filter((s) => ["env", "owner", "costCenter", "app"].every((key) => s.tags?.[key] !== undefined));
    expect(tagged.length / live.length).toBeGreaterThan(0.8);
  });

  it("is the same again, down to the byte counts, when built at the same moment", async () => {
    const again = await seedWorldAt(now, seedDemo);
    const summary = (w: World) => liveOf(w).map((s) => [s.name, s.timeCreated, s.storedHistory]);
    expect(summary(again.world)).toEqual(summary(world));
    await again.close();
  });

  it.each(["2026-03-01T00:05:00Z", "2024-02-29T23:59:00Z", "2026-11-22T01:40:00Z"])("can be built at %s as well", async (moment) => {
    const other = await seedWorldAt(moment, seedDemo);
    const count = liveOf(other.world).length;
    await other.close();
    expect(count).toBeGreaterThanOrEqual(250);
    expect(count).toBeLessThanOrEqual(350);
  });
});

describe("of the awkward cases there is", () => {
  it("a chain whose disk was deleted", () => {
    const orphans = ofDisk("crm-legacy-data");
    expect(orphans.length).toBeGreaterThanOrEqual(8);
    expect(world.findDisk(must(orphans[0]?.creationData.sourceResourceId))).toBeUndefined();
  });

  it("a disk recreated under its name: one id, two disks, two chains", () => {
    const both = ofDisk("build-agent-osdisk");
    expect(new Set(both.map((s) => s.creationData.sourceResourceId)).size).toBe(1);
    expect(new Set(both.map((s) => s.creationData.sourceUniqueId)).size).toBe(2);
    expect(new Set(both.map((s) => s.incrementalSnapshotFamilyId)).size).toBe(2);
    const existing = must(world.findDisk(must(both[0]?.creationData.sourceResourceId)));
    const ofExisting = both.filter((s) => s.creationData.sourceUniqueId === existing.uniqueId);
    expect(Math.min(...ofExisting.map(createdMs))).toBeGreaterThan(createdMs(existing));
  });

  it("a disk grown across 4 TB in the middle of its chain", () => {
    const sizes = ofDisk("files-01-data").map((s) => s.diskSizeBytes / gib);
    expect(new Set(sizes)).toEqual(new Set([3584, 8192]));
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });

  it("a Premium SSD v2 disk with sectors of 4096 and completionPercent on its snapshots", () => {
    const snapshots = ofDisk("pg-01-data");
    expect(must(disks.find((d) => d.name === "pg-01-data"))).toMatchObject({
      sku: "PremiumV2_LRS",
      creationData: { logicalSectorSize: 4096 },
    });
    expect(snapshots.length).toBeGreaterThan(5);
    for (const s of snapshots) expect([s.completionPercent, s.creationData.logicalSectorSize]).toEqual([100, 4096]);
  });

  it("three premium full snapshots of one OS disk", () => {
    const full = live.filter((s) => !s.incremental && s.sku === "Premium_LRS");
    expect(full).toHaveLength(3);
    expect(new Set(full.map((s) => s.creationData.sourceResourceId)).size).toBe(1);
    expect(full[0]?.osType).toBe("Linux");
  });

  it("a chain made by Azure Backup", () => {
    const backups = live.filter((s) => s.name.startsWith("AzureBackup_"));
    expect(backups.length).toBeGreaterThan(5);
    for (const s of backups) {
      expect(s.resourceGroup).toMatch(/^AzureBackupRG_/);
      expect(s.managedBy).toContain("backupVaults");
      expect(s.tags?.CreatedBy).toBe("AzureBackup");
    }
  });

  it("a chain under a customer-managed key, and in it snapshots nobody may export", () => {
    const vault = ofDisk("payments-vault-data");
    expect(vault.every((s) => s.encryption.type === "EncryptionAtRestWithCustomerKey" && s.encryption.diskEncryptionSetId)).toBeTruthy();
    expect(vault.some((s) => s.networkAccessPolicy === "DenyAll")).toBe(true);
    expect(vault.some((s) => s.networkAccessPolicy === "AllowAll")).toBe(true);
  });

  it("a chain replicated to the other region but for its latest two", () => {
    const source = ofDisk("sql-01-data");
    const copied = live.filter((s) => s.name.startsWith("snap-sql-01-data") && s.creationData.createOption === "CopyStart");
    expect(new Set(copied.map((s) => s.incrementalSnapshotFamilyId)).size).toBe(1);
    expect(copied.map((s) => s.creationData.sourceUniqueId)).toEqual(source.slice(0, -2).map((s) => s.uniqueId));
    expect(copied.every((s) => s.completionPercent === 100 && s.location === "northeurope")).toBe(true);
  });

  it("a copy under way at about a third, which goes on slowly", () => {
    const running = [...world.runningCopies()];
    expect(running).toHaveLength(1);
    const percent = must(world.completionPercent(must(running[0])));
    expect(percent).toBeGreaterThan(34);
    expect(percent).toBeLessThan(36);
    expect(must(running[0]?.copy).durationMs).toBeGreaterThan(6 * hourMs);
  });

  it("a copy that failed because its source went away", () => {
    const failed = live.filter((s) => s.copyCompletionError !== undefined);
    expect(failed.map((s) => [s.completionPercent, s.copyCompletionError?.errorCode])).toEqual([[62, "CopySourceNotFound"]]);
    expect(world.findSnapshot(must(failed[0]?.creationData.sourceResourceId))).toBeUndefined();
    expect(storedGib(must(failed[0]))).toBe(0);
  });

  it("a forgotten SAS that still works", () => {
    const shared = live.filter((s) => s.diskState === "ActiveSAS");
    expect(shared).toHaveLength(1);
    expect(world.hasActiveSas(must(shared[0]))).toBe(true);
    expect(nowMs - createdMs(must(shared[0]))).toBeGreaterThan(30 * dayMs);
  });

  it("a name of 80 characters, names with dots and underscores, and tags that attack", () => {
    const names = live.map((s) => s.name);
    expect(names.some((name) => name.length === 80)).toBe(true);
    expect(names).toContain("dev.box_01..before-upgrade");
    const values = live.flatMap((s) => Object.values(s.tags ?? {}));
    for (const part of ["<script>", "O'Brien \"", "=cmd|", "🚀"])
      expect(
        values.some((value) => value.includes(part)),
        part,
      ).toBe(true);
  });

  it("a number of snapshots without any tag", () => {
    expect(live.filter((s) => Object.keys(s.tags ?? {}).length === 0).length).toBeGreaterThan(5);
  });

  it("a disk whose weekly snapshots stopped more than two weeks ago, and two without any", () => {
    const newest = Math.max(...ofDisk("jump-01-osdisk").map(createdMs));
    expect((nowMs - newest) / dayMs).toBeGreaterThan(14);
    const bare = disks.filter((d) => !live.some((s) => s.creationData.sourceUniqueId === d.uniqueId)).map((d) => d.name);
    expect(bare.sort()).toEqual(["batch-scratch-01", "sql-01-data-restoretest"]);
  });

  it("an idle disk whose snapshots after the first store nothing", () => {
    const [first, ...later] = ofDisk("archive-01-data").map(storedGib);
    expect(first).toBeGreaterThan(100);
    expect(later.length).toBeGreaterThan(5);
    expect(Math.max(...later)).toBe(0);
  });

  it("a defragmentation: one snapshot that rewrote most of the disk", () => {
    const [, ...deltas] = ofDisk("projects-02-data").map(storedGib);
    expect(deltas.filter((delta) => delta > 300)).toHaveLength(1);
    const moved = must(ofDisk("projects-02-data").find((s) => storedGib(s) > 300 && world.previousOf(s) !== undefined));
    const cleared = [...world.pages.diff(must(world.previousOf(moved)).imageId, moved.imageId)].filter((range) => range.cleared);
    expect(cleared.length).toBeGreaterThan(0);
  });

  it("a burst that looks like encryption: a recent snapshot in which most data turned into noise", () => {
    const chain = ofDisk("hr-share-data");
    const burst = must(chain.find((s) => storedGib(s) > 60 && world.previousOf(s) !== undefined));
    expect(nowMs - createdMs(burst)).toBeLessThan(4 * dayMs);
    const before = must(world.previousOf(burst));
    expect((storedGib(burst) * gib) / world.pages.allocatedBytes(before.imageId)).toBeGreaterThan(0.7);
    const range = must([...world.pages.diff(before.imageId, burst.imageId)].sort((a, b) => b.length - a.length)[0]);
    expect(distinctBytes(world.pages.read(burst.imageId, range.offset, 65_536))).toBe(256);
  });
});

function distinctBytes(bytes: Uint8Array): number {
  return new Set(bytes).size;
}
