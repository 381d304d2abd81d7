// The process dies (kill -9) while it verifies: with SAS granted, with half the bytes compared, between what was found and its
// record. After the next start there is one record of it, right, and no SAS stays.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CrashLab, type CrashOrder, openCrashLab } from "#lib/operations/testing/crash-lab.ts";
import { flipBit, makeCopies } from "#lib/operations/testing/made-copies.ts";

const points: { title: string; at: CrashOrder["at"]; isSasOpen: boolean }[] = [
  { title: "when its seed is kept and nothing is read", at: "compare:kept", isSasOpen: false },
  { title: "with one SAS in the ledger", at: { port: "ledger", method: "open", nth: 2, when: "before" }, isSasOpen: true },
  { title: "between two reads", at: { port: "pages", method: "readBytes", nth: 2, when: "after" }, isSasOpen: true },
  { title: "when all is compared and not said", at: "compare:worked", isSasOpen: false },
  { title: "before it is recorded", at: { port: "verifications", method: "put", nth: 1, when: "before" }, isSasOpen: false },
  { title: "between the record and its note", at: { port: "verifications", method: "put", nth: 1, when: "after" }, isSasOpen: false },
];

let lab: CrashLab;
let disks = 0;
beforeAll(async () => {
  lab = await openCrashLab();
});
afterAll(() => lab.close());

test.each(points)("killed $title, it goes on, finds the difference, records it once and leaves no SAS", async ({ at, isSasOpen }) => {
  disks += 1;
  const [copy] = makeCopies(lab.azure, await lab.makeSnapshots(`verified${disks}`, 1));
  if (!copy) throw new Error("no copy");
  flipBit(lab.azure, copy, 700_000);
  await lab.crash({ request: { kind: "verify", snapshotId: copy.id, level: "full" }, at });
  // Both sides are granted at once: which of the two is open by then is chance.
  if (!isSasOpen) expect(lab.openSas()).toEqual([]);

  const recorded: unknown[] = [];
  const { row, leftovers, audit } = await lab.resume((parts) => {
    const put = parts.verifications.put.bind(parts.verifications);
    parts.verifications.put = async (verification) => {
      await put(verification);
      recorded.push(...(await parts.verifications.newest([copy.uniqueId])));
    };
  });
  expect(row).toMatchObject({ state: "succeeded", percent: 100, attempts: 2, outcome: "different" });
  expect(recorded).toMatchObject([
    { operationId: row.id, verdict: "different", comparedChunks: 16, differingChunks: 1, firstDifference: 700_000 },
  ]);
  expect([leftovers, lab.openSas()]).toEqual([[], []]);
  expect(audit.every((entry) => entry.result === "revoked" && entry.revokedAt)).toBe(true);
});
