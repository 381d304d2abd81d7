import { beforeEach, describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createMemoryArtifacts } from "#lib/adapters/testing/local-estate.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { collectArtifacts } from "#lib/services/diff/collect-artifacts.ts";
import { createEstateLab, owner, recordOf, uniqueChain } from "./estate-lab.ts";

export function collectedArtifactsConformance(open: () => Database): void {
  const lab = () => createEstateLab(open().db);

  describe("artifacts of what is gone", () => {
    // Other tests leave gone ones behind.
    beforeEach(async () => void (await collectArtifacts({ artifacts: createMemoryArtifacts(), ...lab() })));
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
      expect(await collectArtifacts({ artifacts, ...estate })).toBe(0);
      expect(keysOf(artifacts)).toEqual(before);

      await estate.read(owner, { snapshots: [s1, s3] });
      expect(await collectArtifacts({ artifacts, ...estate })).toBe(2);
      expect(keysOf(artifacts)).toEqual(
        [records[0]?.artifactKey, kept.artifactKey, `partitions/${s1.uniqueId}`, `partitions/${s3.uniqueId}`].toSorted(),
      );
      expect(await collectArtifacts({ artifacts, ...estate })).toBe(0);
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
      await expect(collectArtifacts({ artifacts: broken, ...estate })).rejects.toThrow("disk full");
      expect(await collectArtifacts({ artifacts, ...estate })).toBe(1);
      await estate.measurements.put({ ...recordOf(s1, null, 4096), measuredAt: "2026-11-22T13:00:00.000Z" });
      expect(await collectArtifacts({ artifacts, ...estate })).toBe(1);
    });
  });
}
