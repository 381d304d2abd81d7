import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openFolderArtifacts } from "#lib/adapters/artifacts/folder-artifacts.ts";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createMemoryArtifacts } from "#lib/adapters/testing/local-estate.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { collectGone, collectUnnamed } from "#lib/services/diff/collect-artifacts.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import { createEstateLab, owner, recordOf, uniqueChain } from "./estate-lab.ts";

export function collectedArtifactsConformance(open: () => Database): void {
  const lab = () => createEstateLab(open().db);

  describe("artifacts of what is gone", () => {
    // Other tests leave gone ones behind.
    beforeEach(async () => void (await collectGone({ artifacts: createMemoryArtifacts(), ...lab() })));
    const keysOf = (artifacts: ReturnType<typeof createMemoryArtifacts>) => [...artifacts.stored.keys()].toSorted();

    test("are collected once it is gone, with those of what counted against it; what was measured is remembered", async () => {
      const estate = lab();
      const artifacts = createMemoryArtifacts();
      const [s1, s2, s3] = uniqueChain(3) as [Snapshot, Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [s1, s2, s3] });
      const records = [recordOf(s1, null, 4096), recordOf(s2, s1.uniqueId, 512), recordOf(s3, s2.uniqueId, 512)];
      const kept = recordOf(s3, null, 8192);
      for (const record of [...records, kept]) {
        await artifacts.put(record.artifactKey, Uint8Array.of(1));
        await estate.measurements.put(record);
      }
      for (const { uniqueId } of [s1, s2, s3]) await artifacts.put(`partitions/${uniqueId}`, Uint8Array.of(1));
      const before = keysOf(artifacts);
      expect(await collectGone({ artifacts, ...estate })).toBe(0);
      expect(keysOf(artifacts)).toEqual(before);

      await estate.read(owner, { snapshots: [s1, s3] });
      expect(await collectGone({ artifacts, ...estate })).toBe(2);
      expect(keysOf(artifacts)).toEqual(
        [records[0]?.artifactKey, kept.artifactKey, `partitions/${s1.uniqueId}`, `partitions/${s3.uniqueId}`].toSorted(),
      );
      expect(await collectGone({ artifacts, ...estate })).toBe(0);
      const ofAll = await estate.measurements.of([s1, s2, s3].map(({ uniqueId }) => uniqueId));
      expect(ofAll.map(({ bytes }) => bytes).toSorted((a, b) => a - b)).toEqual([512, 512, 4096, 8192]);
    });

    test("that could not be deleted are tried again, and what is measured meanwhile is collected too", async () => {
      const estate = lab();
      const artifacts = createMemoryArtifacts();
      const [s1, s2] = uniqueChain(2) as [Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [s1, s2] });
      await estate.measurements.put(recordOf(s1, null, 4096));
      await estate.read(owner, { snapshots: [s2] });
      const broken = { delete: async () => Promise.reject(new Error("disk full")) };
      await expect(collectGone({ artifacts: broken, ...estate })).rejects.toThrow("disk full");
      expect(await collectGone({ artifacts, ...estate })).toBe(1);
      await estate.measurements.put({ ...recordOf(s1, null, 4096), measuredAt: "2026-11-22T13:00:00.000Z" });
      expect(await collectGone({ artifacts, ...estate })).toBe(1);
    });
  });

  describe("artifacts that nothing names", () => {
    const folders: string[] = [];
    const openFolder = async () => {
      const folder = await mkdtemp(join(tmpdir(), "collected-"));
      folders.push(folder);
      return openFolderArtifacts({ folder, ids: { uuid: () => randomUUID() } });
    };
    afterEach(async () => {
      for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
    });
    const inHours = (hours: number) => ({ nowMs: () => Date.now() + hours * 3_600_000 });
    const tellThere = async (artifacts: ArtifactStore, keys: string[]) =>
      Promise.all(keys.map(async (key) => (await artifacts.find(key)) !== undefined));

    test("as a process ended before their record was written are collected when they are a day old", async () => {
      const estate = lab();
      const artifacts = await openFolder();
      const [s1, s2] = uniqueChain(2) as [Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [s1, s2] });
      const recorded = recordOf(s1, null, 4096);
      await estate.measurements.put(recorded);
      const kept = [recorded.artifactKey, `partitions/${s1.uniqueId}`, `partitions/${s2.uniqueId}`];
      const unnamed = [recordOf(s2, s1.uniqueId, 512).artifactKey, `partitions/${randomUUID()}`];
      for (const key of [...kept, ...unnamed]) await artifacts.put(key, Uint8Array.of(1));
      // Its writer may be under way still.
      expect(await collectUnnamed({ ...estate, artifacts, clock: inHours(23) })).toBe(0);
      expect(await tellThere(artifacts, unnamed)).toEqual([true, true]);
      expect(await collectUnnamed({ ...estate, artifacts, clock: inHours(25) })).toBe(2);
      expect(await tellThere(artifacts, [...kept, ...unnamed])).toEqual([true, true, true, false, false]);
    });

    test("as another dashboard of the database collected its own are collected by each in its own folder", async () => {
      const estate = lab();
      const [here, there] = [await openFolder(), await openFolder()];
      const [s1, s2] = uniqueChain(2) as [Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [s1, s2] });
      const keys = [recordOf(s1, null, 4096).artifactKey, `partitions/${s1.uniqueId}`];
      for (const artifacts of [here, there]) for (const key of keys) await artifacts.put(key, Uint8Array.of(1));
      for (const snapshot of [s1, s2]) await estate.measurements.put(recordOf(snapshot, null, 4096));
      await estate.read(owner, { snapshots: [s2] });
      expect(await collectGone({ ...estate, artifacts: here })).toBe(1);
      expect([await tellThere(here, keys), await tellThere(there, keys)]).toEqual([
        [false, false],
        [true, true],
      ]);
      expect(await collectGone({ ...estate, artifacts: there })).toBe(0);
      expect(await collectUnnamed({ ...estate, artifacts: there, clock: inHours(25) })).toBe(2);
      expect(await tellThere(there, keys)).toEqual([false, false]);
    });
  });
}
