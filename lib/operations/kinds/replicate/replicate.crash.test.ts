// The process dies (kill -9) while it replicates: with a SAS granted, a point begun, half of its requests sent, between two
// points, and when all is done but not said. After the next start every recovery point is whole, once, and no SAS stays.
// One that was only stopped, and goes on after another one has finished, writes nothing any more.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { createTestAccount, type TestAccount } from "#lib/local-azure/testing/storage-account.ts";
import { type CrashLab, type CrashOrder, openCrashLab } from "#lib/operations/testing/crash-lab.ts";
import { firstDifference } from "#lib/operations/testing/replica-bytes.ts";
import type { ReplicateRequest } from "./request.ts";

let lab: CrashLab;
let account: TestAccount;
let count = 0;
beforeAll(async () => {
  lab = await openCrashLab();
  account = await createTestAccount(lab.azure, "replicas02", "northeurope");
});
afterAll(() => lab.close());

const session = (method: string, nth: number, when: "before" | "after") => ({ port: "replicaSession", method, nth, when }) as const;
const points: { title: string; at: CrashOrder["at"] }[] = [
  { title: "with the first SAS granted", at: { port: "ledger", method: "open", nth: 1, when: "after" } },
  { title: "when the first point is begun", at: session("begin", 1, "after") },
  { title: "in the middle of the first point", at: session("copy", 2, "before") },
  { title: "before the second point is committed", at: session("commit", 2, "before") },
  { title: "when the second point is committed, and nobody knows", at: session("commit", 2, "after") },
  { title: "when all is done but not said", at: "before-succeeded" },
];

const requestOf = (snapshots: readonly Snapshot[], name: string): ReplicateRequest => ({
  kind: "replicate",
  snapshots: snapshots.map(({ id }) => ({ snapshotId: id })),
  place: { accountId: account.id, container: "replicas", name },
  objective: "fewest-bytes",
});

/** By blob snapshot, oldest first: their sources by metadata are told by the reader; here is what the account itself has. */
async function blobSnapshots(name: string): Promise<string[]> {
  const found: string[] = [];
  for await (const blob of account.service.getContainerClient("replicas").listBlobsFlat({ prefix: `${name}.vhd`, includeSnapshots: true }))
    if (blob.snapshot) found.push(blob.snapshot);
  return found.toSorted();
}

async function expectWhole(name: string, snapshots: readonly Snapshot[]): Promise<void> {
  const made = await blobSnapshots(name);
  expect(made).toHaveLength(snapshots.length);
  const container = account.service.getContainerClient("replicas");
  for (const [i, snapshot] of snapshots.entries())
    expect(await firstDifference(lab.azure, container, { blob: `${name}.vhd`, blobSnapshot: made[i] ?? "" }, snapshot)).toBeUndefined();
}

test.each(points)(
  "killed $title, it goes on: each point is whole, once, and no SAS stays",
  async ({ at }) => {
    count += 1;
    const name = `killed${count}`;
    const snapshots = await lab.makeSnapshots(name, 3);
    await lab.crash({ request: requestOf(snapshots, name), at });
    const { row, leftovers } = await lab.resume();
    expect([row.error, row.state, row.attempts]).toEqual([undefined, "succeeded", 2]);
    await expectWhole(name, snapshots);
    expect([leftovers, lab.openSas()]).toEqual([[], []]);
  },
  120_000,
);

test("one that was stopped and goes on when another has finished changes no byte", async () => {
  const name = "late";
  const snapshots = await lab.makeSnapshots(name, 3);
  const late = await lab.stop({ request: requestOf(snapshots, name), at: session("copy", 2, "before") });
  const { row } = await lab.resume();
  expect([row.error, row.state]).toEqual([undefined, "succeeded"]);
  await expectWhole(name, snapshots);
  // Its database is a file of its own: only the blobs can tell it that it is late.
  await late.goOn();
  await expectWhole(name, snapshots);
}, 120_000);
