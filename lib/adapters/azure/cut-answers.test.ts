// Answers cut in the middle of their body, as the SDK meets them behind our policies.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import type { FaultRequest } from "#lib/local-azure/admin/faults.ts";
import { createComputeClient } from "./arm-client.ts";
import { toAzureError } from "./azure-error.ts";

let estate: LocalEstate;
const group = "Test-Group";
const asMany = { updateIntervalInMs: 1 };
const read = { access: "Read", durationInSeconds: 600 } as const;

beforeAll(async () => {
  estate = await startLocalEstate();
  takeSnapshot(estate.azure, makeDisk(estate.azure, "db01"), "db01-0");
});
afterAll(() => estate.stop());
afterEach(() => estate.azure.faults.clear());

/** With a sign-in of its own, so that it has no token yet. */
function snapshots() {
  return createComputeClient(estate.connect(), estate.azure.subscriptionId, estate.context).snapshots;
}

function isGranted(): boolean {
  const [snapshot] = estate.azure.world.snapshots.values();
  return snapshot !== undefined && estate.azure.world.hasActiveSas(snapshot);
}

const cuts: Omit<FaultRequest, "times">[] = [
  { kind: "resetMidBody" },
  { kind: "truncate" },
  { kind: "truncate", announce: "short" },
  { kind: "lostAnswer" },
];

describe.each(cuts)("an answer cut by $kind $announce", (cut) => {
  it("is asked for again", async () => {
    estate.azure.faults.add({ ...cut, service: "arm", times: 3 });
    expect((await snapshots().get(group, "db01-0")).name).toBe("db01-0");
  });

  it("of an operation under way ends neither a grant nor a revoke", async () => {
    estate.azure.faults.add({ ...cut, path: "DiskOperations", times: 3 });
    expect((await snapshots().grantAccess(group, "db01-0", read, asMany)).accessSAS).toMatch(/^https:/);
    expect(isGranted()).toBe(true);
    estate.azure.faults.add({ ...cut, path: "DiskOperations", times: 3 });
    await snapshots().revokeAccess(group, "db01-0", asMany);
    expect(isGranted()).toBe(false);
  });

  it.each(["/oauth2/v2.0/token", ""])("of the sign-in (%s) is asked for again", async (path) => {
    estate.azure.faults.add({ ...cut, service: "token", path, times: 1 });
    expect((await snapshots().get(group, "db01-0")).name).toBe("db01-0");
  });

  it("every time is told as no answer, which may pass", async () => {
    for (const service of ["arm", "token"] as const) {
      estate.azure.faults.add({ ...cut, service, times: 100 });
      const error = await snapshots()
        .get(group, "db01-0")
        .catch((thrown: unknown) => toAzureError(thrown, "read it"));
      expect(error, service).toMatchObject({ code: "azure-unavailable", retryable: true });
      estate.azure.faults.clear();
    }
  });
});

it("the order of a snapshot whose answer was cut is not given twice by itself", async () => {
  const cut = estate.azure.faults.add({ kind: "resetMidBody", method: "PUT", times: 2 });
  const [source] = estate.azure.world.disks.values();
  const creationData = { createOption: "Copy", sourceResourceId: source?.id };
  const order = snapshots().createOrUpdate(group, "db01-1", { location: "westeurope", incremental: true, creationData }, asMany);
  await expect(order.catch((error: unknown) => Promise.reject(toAzureError(error, "make it")))).rejects.toMatchObject({
    code: "azure-unavailable",
  });
  expect(cut.hits).toBe(1);
  expect([...estate.azure.world.snapshots.values()].map(({ name }) => name)).toContain("db01-1");
});
