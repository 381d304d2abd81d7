// The process dies (kill -9) while it rehearses a restore: after the next start it is done, with one record, no disk and no SAS.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CrashLab, type CrashOrder, openCrashLab } from "#lib/operations/testing/crash-lab.ts";

const points: { title: string; at: CrashOrder["at"] }[] = [
  { title: "between the order and its note", at: { port: "writer", method: "restoreDisk", nth: 1, when: "after" } },
  { title: "with its SAS granted", at: { port: "pages", method: "readBytes", nth: 1, when: "before" } },
  { title: "when all is read and not said", at: "read:worked" },
  { title: "between the delete and its note", at: { port: "writer", method: "deleteDisk", nth: 1, when: "after" } },
  { title: "between the record and its note", at: { port: "rehearsals", method: "put", nth: 1, when: "after" } },
];

let lab: CrashLab;
let disks = 0;
beforeAll(async () => {
  lab = await openCrashLab();
});
afterAll(() => lab.close());

test.each(points)("killed $title, it goes on and leaves no disk and no SAS", async ({ at }) => {
  disks += 1;
  const [snapshot] = await lab.makeSnapshots(`rehearsed${disks}`, 1);
  if (!snapshot) throw new Error("no snapshot");
  const request = { kind: "rehearse", snapshotId: snapshot.id, targetResourceGroup: "Test-Group", diskName: `try${disks}` } as const;
  await lab.crash({ request, at });
  const found: unknown[] = [];
  const { row, leftovers, audit } = await lab.resume((parts) => {
    const put = parts.rehearsals.put.bind(parts.rehearsals);
    parts.rehearsals.put = async (rehearsal) => {
      await put(rehearsal);
      found.push(...(await parts.rehearsals.newest([snapshot.uniqueId])));
    };
  });
  expect(row).toMatchObject({ state: "succeeded", percent: 100, attempts: 2 });
  expect(found).toMatchObject([{ operationId: row.id, snapshot: { uniqueId: snapshot.uniqueId } }]);
  const disksThere = [...lab.azure.world.disks.values()].filter(({ deletedAtMs }) => deletedAtMs === undefined);
  expect(disksThere.filter(({ creationData }) => creationData.sourceResourceId === snapshot.id)).toEqual([]);
  expect([leftovers, lab.openSas()]).toEqual([[], []]);
  expect(audit.every((entry) => entry.result === "revoked" && entry.revokedAt)).toBe(true);
});
