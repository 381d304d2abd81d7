// The process dies (kill -9) while it measures: with SAS granted, with half a chain measured, between artifact and
// record. After the next start every snapshot is measured, what was measured is not read again, and no SAS stays.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CrashLab, type CrashOrder, openCrashLab } from "#lib/operations/testing/crash-lab.ts";

const count = 5;
const points: { title: string; at: CrashOrder["at"]; measured: number; isSasOpen: boolean }[] = [
  { title: "before Azure is asked for the first SAS", at: port("ledger", "open", 1, "after"), measured: 0, isSasOpen: false },
  { title: "with two SAS granted", at: port("artifacts", "put", 2, "before"), measured: 1, isSasOpen: true },
  { title: "between the artifact and its record", at: port("measurements", "put", 3, "before"), measured: 2, isSasOpen: true },
  { title: "between a revoke and its note", at: port("ledger", "close", 2, "before"), measured: 3, isSasOpen: true },
  { title: "when all is done but not said", at: "before-succeeded", measured: count, isSasOpen: false },
];

let lab: CrashLab;
let chains = 0;
beforeAll(async () => {
  lab = await openCrashLab();
});
afterAll(() => lab.close());

test.each(points)(
  "killed $title, it goes on where it stopped, counts all it measured and leaves no SAS",
  async ({ at, measured, isSasOpen }) => {
    chains += 1;
    const snapshots = await lab.makeSnapshots(`measured${chains}`, count);
    await lab.crash({ request: { kind: "measure" }, at });
    expect(lab.openSas().length > 0).toBe(isSasOpen);

    const puts: string[] = [];
    const { row, leftovers, audit } = await lab.resume((parts) => {
      const put = parts.measurements.put.bind(parts.measurements);
      parts.measurements.put = (record) => {
        puts.push(record.snapshotId);
        return put(record);
      };
    });
    expect(row).toMatchObject({ state: "succeeded", percent: 100, attempts: 2 });
    expect(row.progressText).toBe(`${count} measured`);
    expect(puts).toEqual(snapshots.slice(measured).map(({ id }) => expect.stringMatching(new RegExp(`^${id}$`, "i"))));
    expect([leftovers, lab.openSas()]).toEqual([[], []]);
    expect(audit.every((entry) => entry.result === "revoked" && entry.revokedAt)).toBe(true);
  },
);

function port(name: "ledger" | "measurements" | "artifacts", method: string, nth: number, when: "before" | "after"): CrashOrder["at"] {
  return { port: name, method, nth, when };
}
