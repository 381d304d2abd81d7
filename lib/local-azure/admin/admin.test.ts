import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Snapshot } from "../model/records/snapshot.ts";
import type { TestAzure } from "../testing/test-azure.ts";
import { quickly, startTestAzure } from "../testing/test-azure.ts";
import { LocalAzureAdmin } from "./client.ts";

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
    expect((await admin("DELETE", "/faults/xyz")).body).toMatchObject({ error: { message: "There is no fault xyz." } });
    expect((await admin("POST", "/faults", { kind: "reset", method: "FETCH" })).status).toBe(400);
    expect((await admin("POST", "/clock", { advanceMs: -1 })).status).toBe(400);
  });

  it("writes, makes up and clears a disk's bytes as its machine would, and the next diff shows them", async () => {
    const disk = azure.world.createEmptyDisk({ name: "used", group: azure.group, sku: "Premium_LRS", sizeGib: 1 });
    const client = new LocalAzureAdmin(azure.endpoints);
    const bytes = Buffer.alloc(5 * 2 ** 20, 7);
    await client.disks.write(disk.id.toLowerCase(), 512, bytes);
    await client.disks.fill(disk.id, { offset: 64 * 2 ** 20, length: 1024, pattern: "noise", seed: 3 });
    await client.disks.clear(disk.id, { offset: 1024, length: 512 });
    const { pages } = azure.world;
    expect(Buffer.compare(pages.read(disk.imageId, 1536, bytes.length - 1024), bytes.subarray(1024))).toBe(0);
    expect([...pages.allocated(disk.imageId)]).toEqual([
      { offset: 512, length: 512 },
      { offset: 1536, length: bytes.length - 1024 },
      { offset: 64 * 2 ** 20, length: 1024 },
    ]);
  });

  it("refuses bytes of no disk, off a page, behind the end, or of two sorts, by the field's name", async () => {
    const disk = azure.world.createEmptyDisk({ name: "used2", group: azure.group, sku: "Premium_LRS", sizeGib: 1 });
    const page = Buffer.alloc(512).toString("base64");
    const wrong: [number, string, object][] = [
      [404, "/none", { diskId: "/none", offset: 0, bytes: page }],
      [400, "offset 100", { diskId: disk.id, offset: 100, bytes: page }],
      [400, "length 3", { diskId: disk.id, bytes: "AAAA" }],
      [400, "behind the end", { diskId: disk.id, offset: 2 ** 30, bytes: page }],
      [400, "Either bytes or clear", { diskId: disk.id, bytes: page, clear: true }],
      [400, "noise, text, rows, number", { diskId: disk.id, length: 512 }],
      [400, "no size", { diskId: disk.id, size: 512 }],
    ];
    for (const [expected, text, body] of wrong) {
      const { status, body: answer } = await admin("POST", "/disks", body);
      expect([status, JSON.stringify(answer)]).toEqual([expected, expect.stringContaining(text)]);
    }
    expect([...azure.world.pages.allocated(disk.imageId)]).toEqual([]);
  });

  it("gives copies as long as a test needs to hold them", async () => {
    const client = new LocalAzureAdmin(azure.endpoints);
    await client.settings.change({ copySeconds: 3600 });
    const creationData = { createOption: "CopyStart", sourceResourceId: source.id } as const;
    const started = { location: "francecentral", incremental: true, creationData };
    const target = await azure.compute().snapshots.createOrUpdate("Test-Group", "slow", started, quickly);
    expect(target.completionPercent).toBeLessThan(1);
    expect(await client.copies.hold(target.id ?? "", 40)).toMatchObject({ holdAtPercent: 40 });
    await client.settings.change({ copySeconds: 0 });
    await client.copies.release(target.id ?? "");
    await client.clock.advance({ hours: 1 });
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
