// When clients that poll at once see the end of an operation, on the machine's own clock.

import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestAzure } from "../../testing/test-azure.ts";
import { startTestAzure } from "../../testing/test-azure.ts";

const version = "api-version=2025-01-02";
let azure: TestAzure;
let base: string;

beforeAll(async () => {
  azure = await startTestAzure();
  base = `/subscriptions/${azure.subscriptionId}/resourceGroups/Test-Group/providers/Microsoft.Compute`;
});
afterAll(() => azure.stop());

/** A write, and what the poll right after it says. */
async function firstPoll(method: string, path: string, body?: object): Promise<{ status: string; endTime?: string; startTime: string }> {
  const accepted = await azure.call(method, `${base}/${path}?${version}`, body);
  expect(accepted.status).toBe(202);
  const polled = await azure.call("GET", accepted.headers.get("azure-asyncoperation") ?? "");
  return (await polled.json()) as { status: string; endTime?: string; startTime: string };
}

it("a short operation is Succeeded at the first poll, and what it did is to be seen then", async () => {
  const location = "westeurope";
  const properties = { creationData: { createOption: "Empty" }, diskSizeGB: 4 };
  const created = await firstPoll("PUT", "disks/short", { location, properties });
  expect(created.status).toBe("Succeeded");
  expect(Date.parse(created.endTime ?? "")).toBeGreaterThan(Date.parse(created.startTime));
  const source = azure.world.takeSnapshot({
    disk: azure.world.findDisk(`${base}/disks/short`) ?? expect.unreachable(),
    name: "short",
    group: azure.group,
    incremental: true,
  });
  const polls = [
    await firstPoll("PATCH", "disks/short", { tags: { a: "1" } }),
    await firstPoll("PUT", "disks/restored", {
      location,
      properties: { creationData: { createOption: "Copy", sourceResourceId: source.id } },
    }),
    await firstPoll("POST", "snapshots/short/beginGetAccess", { access: "Read", durationInSeconds: 60 }),
    await firstPoll("POST", "snapshots/short/endGetAccess"),
    await firstPoll("DELETE", "snapshots/short"),
    await firstPoll("DELETE", "disks/short"),
  ];
  expect(polls.map(({ status }) => status)).toEqual(polls.map(() => "Succeeded"));
  expect((await azure.call("GET", `${base}/disks/short?${version}`)).status).toBe(404);
});

it("its Location answers 200 at the first ask", async () => {
  const { id } = azure.world.createEmptyDisk({ name: "monitored", group: azure.group, sku: "Premium_LRS", sizeGib: 4 });
  const accepted = await azure.call("POST", `${id}/beginGetAccess?${version}`, { access: "Read", durationInSeconds: 60 });
  const monitored = await azure.call("GET", accepted.headers.get("location") ?? "");
  expect([monitored.status, await monitored.json()]).toEqual([200, { accessSAS: expect.stringContaining("/abcd?") }]);
});

it("an operation that a fault makes fail is Failed at the first poll", async () => {
  const { id } = azure.world.createEmptyDisk({ name: "failing", group: azure.group, sku: "Premium_LRS", sizeGib: 4 });
  const error = { code: "InternalError", message: "no luck" };
  await fetch(`${azure.endpoints.admin}/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "operationFailed", error }),
  });
  const accepted = await azure.call("PATCH", `${id}?${version}`, { tags: {} });
  const polled = await azure.call("GET", accepted.headers.get("azure-asyncoperation") ?? "");
  expect(await polled.json()).toMatchObject({ status: "Failed", error });
});

it("a snapshot being made is InProgress at first, as recorded", async () => {
  const { id } = azure.world.createEmptyDisk({ name: "source", group: azure.group, sku: "Premium_LRS", sizeGib: 4 });
  const properties = { creationData: { createOption: "Copy", sourceResourceId: id }, incremental: true };
  expect((await firstPoll("PUT", "snapshots/long", { location: "westeurope", properties })).status).toBe("InProgress");
});
