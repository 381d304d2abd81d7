// Azure fails at every few calls of a replication, in each of the ways it does. It comes to the right end or fails with a reason;
// what is a recovery point then holds its snapshot's bytes, and no SAS is unknown to the ledger.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import { createTestAccount, type TestAccount } from "#lib/local-azure/testing/storage-account.ts";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { firstDifference } from "#lib/operations/testing/replica-bytes.ts";
import type { ReplicateRequest } from "./request.ts";

const longerThanTheSdk = 5;
const faults: Fault[] = [
  { kind: "status500", times: longerThanTheSdk },
  { kind: "throttle", times: longerThanTheSdk },
  { kind: "lostAnswer", times: 1 },
  { kind: "resetMidBody", times: longerThanTheSdk },
];
/** Each call of a session is tried by the adapter's own tests; here the ways from one to the next. */
const stride = 13;
const maxCalls = 400;

let lab: FaultLab;
let account: TestAccount;
beforeAll(async () => {
  lab = await openFaultLab();
  account = await createTestAccount(lab.azure, "replicas03", "northeurope");
});
afterAll(() => lab.close());

describe.each(faults)("$kind, $times times in a row", (fault) => {
  test("never leaves wrong bytes, whatever call it is", async () => {
    const ends: string[] = [];
    const calls = await lab.sweep(
      async (skip, name) => {
        const snapshots = await lab.makeSnapshots(name, 2);
        const request: ReplicateRequest = {
          kind: "replicate",
          snapshots: snapshots.map(({ id }) => ({ snapshotId: id })),
          place: { accountId: account.id, container: "replicas", name },
          objective: "fewest-bytes",
        };
        const { row, isHit } = await lab.run(request, fault, skip);
        ends.push(row.state);
        if (row.state !== "succeeded")
          expect([row.state, row.error?.message.length ?? 0], `call ${skip}`).toEqual(["failed", expect.any(Number)]);
        const points = (await lab.parts.replicas.look(request.place, testContext))?.points ?? [];
        if (row.state === "succeeded") expect(points, `call ${skip}`).toHaveLength(2);
        const container = account.service.getContainerClient("replicas");
        for (const [i, { blobSnapshots }] of points.entries()) {
          const snapshot = snapshots[i];
          if (!snapshot) throw new Error("more points than snapshots");
          const difference = await firstDifference(
            lab.azure,
            container,
            { blob: `${name}.vhd`, blobSnapshot: blobSnapshots[0] ?? "" },
            snapshot,
          );
          expect(difference, `call ${skip}`).toBeUndefined();
        }
        const known = (await lab.parts.ledger.leftovers()).map((one) => resourceName(one.snapshotId));
        expect(lab.openSas().filter((open) => !known.includes(open))).toEqual([]);
        await lab.parts.access.revokeLeftovers(testContext);
        return isHit;
      },
      stride,
      maxCalls,
    );
    expect(calls).toBeGreaterThanOrEqual(30);
    // Nearly all of it passes by itself.
    expect(ends.filter((state) => state === "succeeded").length).toBeGreaterThan(ends.length / 2);
  }, 300_000);
});
