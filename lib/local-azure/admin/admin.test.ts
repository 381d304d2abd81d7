import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Snapshot } from "../model/types.ts";
import type { TestAzure } from "../test-azure.ts";
import { quickly, startTestAzure } from "../test-azure.ts";

let azure: TestAzure;
let source: Snapshot;

beforeAll(async () => {
  azure = await startTestAzure();
  const disk = azure.world.createEmptyDisk({ name: "d", group: azure.group, sku: "Premium_LRS", sizeGib: 1 });
  source = azure.world.takeSnapshot({ disk, name: "s", group: azure.group, incremental: true });
});
afterAll(() => azure.stop());

async function admin(method: string, path = "", body?: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(azure.endpoints.admin + path, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function copy(name: string): Snapshot {
  return azure.world.startCopy({ source, name, group: azure.group, location: "northeurope", durationMs: 60_000 });
}

describe("admin", () => {
  it("tells what there is", async () => {
    const { status, body } = await admin("GET");
    expect([status, body.counts]).toEqual([200, expect.objectContaining({ disks: 1, snapshots: 1 })]);
  });

  it("refuses web pages, unknown calls and a clock going backwards", async () => {
    expect((await fetch(azure.endpoints.admin, { headers: { origin: "https://example.com" } })).status).toBe(403);
    expect((await admin("POST", "/nothing", {})).status).toBe(404);
    expect((await admin("POST", "/clock", { advanceMs: -1 })).status).toBe(400);
  });

  it("moves the clock, holds a copy, releases and fails it", async () => {
    const target = copy("t1");
    await admin("POST", "/copies", { snapshotId: target.id, action: "hold", percent: 40 });
    await admin("POST", "/clock", { advanceMs: 3_600_000 });
    expect(azure.world.completionPercent(target)).toBe(40);
    expect((await admin("POST", "/copies", { snapshotId: target.id, action: "release" })).status).toBe(200);
    await admin("POST", "/clock", { advanceMs: 3_600_000 });
    expect(target.completionPercent).toBe(100);
    expect((await admin("POST", "/copies", { snapshotId: target.id, action: "hold", percent: 50 })).status).toBe(409);
    azure.world.deleteSnapshot(target);

    const failing = copy("t2");
    await admin("POST", "/copies", {
      snapshotId: failing.id,
      action: "fail",
      percent: 25,
      error: { errorCode: "Boom", errorMessage: "it failed" },
    });
    await admin("POST", "/clock", { advanceMs: 3_600_000 });
    const shown = await azure.compute().snapshots.get("test-group", "t2");
    expect(shown).toMatchObject({ completionPercent: 25, copyCompletionError: { errorCode: "Boom", errorMessage: "it failed" } });
  });
});

describe("faults", () => {
  const path = "/snapshots/fault";
  const put = (name: string) =>
    azure.compute().snapshots.createOrUpdate(
      "test-group",
      name,
      {
        location: "westeurope",
        incremental: true,
        creationData: { createOption: "Copy", sourceResourceId: source.creationData.sourceResourceId },
      },
      quickly,
    );
  const countOf = (name: string) => [...azure.world.snapshots.values()].filter((snapshot) => snapshot.name === name).length;

  it("throttle so that the SDK waits and tries again, as often as told", async () => {
    await admin("POST", "/faults", { kind: "throttle", path, method: "PUT", times: 2, retryAfterSeconds: 0 });
    expect((await put("fault-throttled")).name).toBe("fault-throttled");
    expect((await admin("GET", "/faults")).body).toEqual({ value: [] });
  });

  it("lose the answer of a write that was done", async () => {
    await admin("POST", "/faults", { kind: "lostAnswer", path, method: "PUT", times: 1 });
    const lost = azure.call("PUT", `${source.id.replace(/[^/]+$/, "fault-lost")}?api-version=2025-01-02`, {
      location: "westeurope",
      properties: { creationData: { createOption: "Copy", sourceResourceId: source.creationData.sourceResourceId }, incremental: true },
    });
    await expect(lost).rejects.toThrow();
    expect(countOf("fault-lost")).toBe(1);
  });

  it("cut the connection before anything is done, or answer 500", async () => {
    const url = `${source.id.replace(/[^/]+$/, "fault-cut")}?api-version=2025-01-02`;
    await admin("POST", "/faults", { kind: "reset", path, times: 1 });
    await expect(azure.call("PUT", url, {})).rejects.toThrow();
    expect(countOf("fault-cut")).toBe(0);
    await admin("POST", "/faults", { kind: "status500", path, times: 1, skip: 1 });
    const statuses = [(await azure.call("GET", url)).status, (await azure.call("GET", url)).status, (await azure.call("GET", url)).status];
    expect(statuses).toEqual([404, 500, 404]);
  });
});
