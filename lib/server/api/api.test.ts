// The API as a script would use it, from the first list to a finished copy, over Local Azure by the real SDKs.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import * as audit from "#app/api/audit/route.ts";
import * as chainDetail from "#app/api/chains/detail/route.ts";
import * as chains from "#app/api/chains/route.ts";
import * as costs from "#app/api/costs/route.ts";
import * as ranges from "#app/api/diffs/ranges/route.ts";
import * as diffs from "#app/api/diffs/route.ts";
import * as disks from "#app/api/disks/route.ts";
import * as health from "#app/api/health/route.ts";
import * as refresh from "#app/api/inventory/refresh/route.ts";
import * as openapi from "#app/api/openapi.json/route.ts";
import * as cancel from "#app/api/operations/[id]/cancel/route.ts";
import * as events from "#app/api/operations/[id]/events/route.ts";
import * as retry from "#app/api/operations/[id]/retry/route.ts";
import * as operation from "#app/api/operations/[id]/route.ts";
import * as operations from "#app/api/operations/route.ts";
import * as overview from "#app/api/overview/route.ts";
import * as options from "#app/api/plans/options/route.ts";
import * as plans from "#app/api/plans/route.ts";
import * as prices from "#app/api/prices/route.ts";
import * as reclaim from "#app/api/reclaim/route.ts";
import * as ends from "#app/api/snapshots/end-access/route.ts";
import * as snapshots from "#app/api/snapshots/route.ts";
import * as subscriptions from "#app/api/subscriptions/route.ts";
import * as webhooks from "#app/api/webhooks/route.ts";
import type { AuditEntry } from "#lib/contract/health.ts";
import type { SnapshotList } from "#lib/contract/inventory.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import type { Plan } from "#lib/domain/plans/plan.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import type { CopyRequest } from "#lib/operations/kinds/copy/request.ts";
import { get, post, startTestApp, type TestApp, withId } from "#lib/server/testing/test-app.ts";
import { type ApiTable, apiTable, type KeyOf } from "./api-table.ts";

const mib = 2 ** 20;
const hourMs = 3_600_000;
let running: TestApp;
let first: Snapshot;
let second: Snapshot;
let third: Snapshot;
/** Azure copies a disk's snapshots one by one, and each into a region once: every copy here has a disk of its own. */
const copyable = new Map<string, Snapshot>();
/** Everything that was answered, to be searched for what must never be. */
let answered = "";

beforeAll(async () => {
  running = await startTestApp();
  running.azure.world.addGroup({ subscriptionId: running.azure.subscriptionId, name: "dr", location: "northeurope" });
  const data = makeDisk("data01");
  first = data.take("data01-1", 3);
  running.azure.world.pages.fill(data.disk.imageId, 8 * mib, 512, { kind: "number", seed: 2 });
  second = data.take("data01-2", 2);
  third = data.take("data01-3", 1);
  for (const name of ["once", "live", "stopped", "idle"]) copyable.set(name, makeDisk(name).take(`${name}-1`, 2));
  await ask(refresh.POST(post("/api/inventory/refresh")));
});
afterAll(() => running.stop());

async function ask(answer: Promise<Response>): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await answer;
  const text = await response.text();
  answered += text + JSON.stringify([...response.headers]);
  return { status: response.status, text, headers: response.headers };
}

async function askJson<T>(answer: Promise<Response>): Promise<T> {
  const { status, text } = await ask(answer);
  expect(status, text).toBeLessThan(300);
  return JSON.parse(text) as T;
}

const query = (values: Record<string, string>) => new URLSearchParams(values).toString();

describe("Every answer is what the API's description says, no field more or less", () => {
  const pair = () => query({ base: first.id, target: second.id });
  const one = async () => (await running.app.desk.list({ limit: 1 }, testContext)).items[0]?.id ?? "";
  const asks: [KeyOf<ApiTable>, () => Promise<Response>][] = [
    ["GET /api/health", () => health.GET(get("/api/health"))],
    ["GET /api/overview", () => overview.GET(get("/api/overview"))],
    ["GET /api/subscriptions", () => subscriptions.GET(get("/api/subscriptions"))],
    ["GET /api/disks", () => disks.GET(get("/api/disks"))],
    ["GET /api/snapshots", () => snapshots.GET(get("/api/snapshots?kind=incremental&sort=name&order=asc"))],
    ["GET /api/chains", () => chains.GET(get("/api/chains"))],
    ["GET /api/chains/detail", async () => chainDetail.GET(get(`/api/chains/detail?${query({ id: await chainId() })}`))],
    ["POST /api/snapshots/end-access", () => ends.POST(post("/api/snapshots/end-access", { id: first.id, uniqueId: first.uniqueId }))],
    ["GET /api/reclaim", () => reclaim.GET(get(`/api/reclaim?${query({ snapshot: first.id })}`))],
    ["GET /api/diffs", () => diffs.GET(get(`/api/diffs?${pair()}`, { "x-request-id": "asks-for-a-diff" }))],
    ["GET /api/diffs/ranges", () => ranges.GET(get(`/api/diffs/ranges?${pair()}`))],
    ["GET /api/plans/options", () => options.GET(get(`/api/plans/options?${query({ kind: "copy", snapshot: first.id })}`))],
    ["POST /api/plans", () => plans.POST(post("/api/plans", copyOf("idle")))],
    ["POST /api/operations", () => operations.POST(post("/api/operations", { kind: "measure" }))],
    ["GET /api/operations", () => operations.GET(get("/api/operations"))],
    ["GET /api/operations/{id}", async () => operation.GET(get("/api/operations/x"), withId(await one()))],
    ["GET /api/costs", () => costs.GET(get("/api/costs"))],
    ["GET /api/webhooks", () => webhooks.GET(get("/api/webhooks"))],
    ["GET /api/prices", () => prices.GET(get("/api/prices"))],
    ["GET /api/audit", () => audit.GET(get("/api/audit"))],
    ["POST /api/inventory/refresh", () => refresh.POST(post("/api/inventory/refresh"))],
    ["GET /api/openapi.json", () => openapi.GET(get("/api/openapi.json"))],
  ];

  test.each(asks)("%s", async (key, asked) => {
    const entry = apiTable[key] as { response: z.ZodType; status?: number };
    const { status, text } = await ask(asked());
    expect(status, text).toBe(entry.status ?? 200);
    const value = JSON.parse(text);
    // Parsing drops what the schema does not know.
    expect(entry.response.parse(value)).toEqual(value);
  });

  async function chainId(): Promise<string> {
    const { items } = await askJson<{ items: { id: string }[] }>(chains.GET(get("/api/chains")));
    return items[0]?.id ?? "";
  }
});

describe("A diff", () => {
  test("has exactly the range that was written, in every form", async () => {
    const path = `/api/diffs/ranges?${query({ base: first.id, target: second.id })}`;
    const asJson = await askJson<{ items: unknown[] }>(ranges.GET(get(path)));
    expect(asJson.items).toEqual([{ offset: 8 * mib, length: 512, cleared: false }]);
    const asCsv = await ask(ranges.GET(get(`${path}&format=csv`)));
    expect(asCsv.text.trim().split(/\r?\n/)).toEqual(["offset,length,cleared", `${8 * mib},512,false`]);
    expect(asCsv.headers.get("content-disposition")).toBe('attachment; filename="data01-1..data01-2.csv"');
    const asBin = await ranges.GET(get(`${path}&format=bin`));
    expect(asBin.headers.get("content-type")).toBe("application/octet-stream");
    expect((await asBin.arrayBuffer()).byteLength).toBeGreaterThan(0);
  });

  test("the wrong way round is refused, with the reason", async () => {
    const { status, text } = await ask(diffs.GET(get(`/api/diffs?${query({ base: second.id, target: first.id })}`)));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(JSON.parse(text).error.message).toMatch(/older|later|before|after/i);
  });
});

test.each([
  ["snapshots", () => snapshots.GET(get("/api/snapshots?format=csv&q=data01")), 3],
  ["disks", () => disks.GET(get("/api/disks?format=csv")), 5],
  ["chains", () => chains.GET(get("/api/chains?format=csv")), 5],
  ["operations", () => operations.GET(get("/api/operations?format=csv&kind=measure")), 1],
] as const)("CSV of %s is a file named after what and when, a line per row, no cell of it a formula", async (name, asked, rows) => {
  const { text, headers } = await ask(asked());
  expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(headers.get("content-disposition")).toMatch(new RegExp(`^attachment; filename="snapscope-${name}-\\d{4}-\\d\\d-\\d\\d\\.csv"$`));
  expect(text.trim().split("\r\n")).toHaveLength(rows + 1);
  expect(text).not.toMatch(/(^|,|\n)"?[=@]/);
});

describe("An operation", () => {
  test("asked for fifty times at once under one key is started once; another request under that key is refused", async () => {
    const key = { "idempotency-key": randomUUID() };
    const rows = await Promise.all(
      Array.from({ length: 50 }, () => askJson<OperationRow>(operations.POST(post("/api/operations", copyOf("once"), key)))),
    );
    expect(new Set(rows.map((row) => row.id)).size).toBe(1);
    const { status, text } = await ask(operations.POST(post("/api/operations", copyOf("once", { targetName: "another" }), key)));
    expect([status, JSON.parse(text).error]).toEqual([
      409,
      expect.objectContaining({ code: "idempotency-mismatch", details: expect.objectContaining({ operationId: rows[0]?.id }) }),
    ]);
    await copied(rows[0]?.id ?? "");
    const found = await askJson<{ items: unknown[] }>(snapshots.GET(get("/api/snapshots?q=once-copy")));
    expect(found.items).toMatchObject([{ name: "once-copy", region: "northeurope", completionPercent: 100 }]);
  });

  test("of six restores to one name, with six sizes, at once one begins; the others are told which, and a plan of the name too", async () => {
    const restoreOf = (sizeGib: number) => {
      const target = { targetResourceGroup: "Test-Group", diskName: "one-name", sku: "Premium_LRS" };
      return { kind: "restore", snapshotId: second.id, ...target, sizeGib };
    };
    const { restoreDisk } = running.app.writer;
    const gate = Promise.withResolvers<void>();
    running.app.writer.restoreDisk = async (...given) => {
      await gate.promise;
      return restoreDisk(...given);
    };
    const answers = await Promise.all(
      [4, 8, 16, 32, 64, 128].map((sizeGib) => ask(operations.POST(post("/api/operations", restoreOf(sizeGib))))),
    );
    const planned = await askJson<Plan>(plans.POST(post("/api/plans", restoreOf(4))));
    running.app.writer.restoreDisk = restoreDisk;
    gate.resolve();
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409, 409, 409, 409, 409]);
    const taken: OperationRow = JSON.parse(answers.find(({ status }) => status === 202)?.text ?? "");
    for (const { text } of answers.filter(({ status }) => status === 409)) {
      expect(JSON.parse(text).error).toMatchObject({ code: "conflict", details: { field: "diskName", operationId: taken.id } });
    }
    expect(planned).toMatchObject({ possible: false, problems: [{ field: "diskName", rule: "reserved" }] });
    expect(taken.cli).toContain(` snapscope-operation=${taken.id}`);
    expect((await readEvents(taken.id)).at(-1)?.state).toBe("succeeded");
    const made = [...running.azure.world.disks.values()].filter(({ name }) => name === "one-name");
    expect(made.map(({ diskSizeBytes }) => diskSizeBytes / 2 ** 30)).toEqual([taken.request.sizeGib]);
  });

  test.each(["", "with space", "ü", "x".repeat(201)])("under the key %j is refused", async (key) => {
    const { status, text } = await ask(operations.POST(post("/api/operations", { kind: "measure" }, { "idempotency-key": key })));
    expect([status, JSON.parse(text).error.details?.field]).toEqual([400, "Idempotency-Key"]);
  });

  test("is shown live: as it is when one connects, then each change, and the stream ends with the final state", async () => {
    const started = await askJson<OperationRow>(operations.POST(post("/api/operations", copyOf("live"))));
    const streams = Array.from({ length: 3 }, () => readEvents(started.id));
    await copied(started.id);
    for (const seen of await Promise.all(streams)) {
      expect(seen[0]?.id).toBe(started.id);
      expect(seen.at(-1)).toMatchObject({
        state: "succeeded",
        percent: 100,
        steps: expect.arrayContaining([expect.objectContaining({ state: "succeeded" })]),
      });
      expect(seen.slice(0, -1).every((row) => row.state !== "succeeded")).toBe(true);
    }
    expect(await readEvents(started.id)).toHaveLength(1);
  });

  test("that is not there has no stream but an error", async () => {
    const { status, text } = await ask(events.GET(get("/api/operations/none/events"), withId("none")));
    expect([status, JSON.parse(text).error.code]).toEqual([404, "not-found"]);
  });

  test("can be cancelled within two seconds while Azure copies, and retried to its end", async () => {
    const started = await askJson<OperationRow>(operations.POST(post("/api/operations", copyOf("stopped"))));
    await until(started.id, (row) => row.state === "waiting-for-azure");
    const askedMs = performance.now();
    await askJson(cancel.POST(post("/api/operations/x/cancel"), withId(started.id)));
    expect((await readEvents(started.id)).at(-1)?.state).toBe("cancelled");
    expect(performance.now() - askedMs).toBeLessThan(2000);
    const again = await ask(cancel.POST(post("/api/operations/x/cancel"), withId(started.id)));
    expect(again.status).toBe(409);
    await askJson(retry.POST(post("/api/operations/x/retry"), withId(started.id)));
    expect(await copied(started.id)).toMatchObject({ state: "succeeded", attempts: 2 });
  });

  test("that Azure would refuse is refused before it starts, with the field", async () => {
    const { status, text } = await ask(operations.POST(post("/api/operations", copyOf("idle", { targetResourceGroup: "not-there" }))));
    expect([status, JSON.parse(text).error]).toEqual([
      409,
      expect.objectContaining({ code: "not-possible", details: expect.objectContaining({ field: "targetResourceGroup" }) }),
    ]);
  });
});

test("read access given for a diff is in the audit under the asker's request id, and ended", async () => {
  const { items } = await askJson<{ items: AuditEntry[] }>(audit.GET(get("/api/audit")));
  const asked = items.filter((entry) => entry.requestId === "asks-for-a-diff");
  expect(new Set(asked.map((entry) => entry.subject.toLowerCase()))).toEqual(new Set([first.id, second.id].map((id) => id.toLowerCase())));
  expect(items.filter((entry) => entry.result !== "ok")).toEqual([]);
});

test("no answer and no line of the log holds a signature, a token or a client secret", () => {
  const everything = answered + JSON.stringify(running.lines);
  for (const shown of ["data01-1", "operation-claimed", "asks-for-a-diff"]) expect(everything).toContain(shown);
  expect(everything).not.toMatch(/sig(=|%3D)(?!\[redacted)/i);
  expect(everything).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}/);
  for (const { clientSecret } of running.azure.endpoints.clients) expect(everything).not.toContain(clientSecret);
});

describe("With Azure away", () => {
  beforeAll(() => void running.azure.faults.add({ kind: "status500", path: ".", times: 1_000_000 }));

  test("a refresh says so, health says so, and what was known is still shown with its age", async () => {
    const before = await askJson<SnapshotList>(snapshots.GET(get("/api/snapshots?q=data01")));
    const { status, text } = await ask(refresh.POST(post("/api/inventory/refresh")));
    expect([status, JSON.parse(text).error.code]).toEqual([503, "azure-unavailable"]);
    expect(await askJson(health.GET(get("/api/health")))).toMatchObject({
      status: "degraded",
      azure: { reachable: false, message: expect.stringContaining("Azure did not answer") },
      storage: { reachable: true },
    });
    expect(await askJson(snapshots.GET(get("/api/snapshots?q=data01")))).toEqual(before);
  });

  test("what needs Azure fails as unavailable, not as our own fault", async () => {
    const { status, text } = await ask(diffs.GET(get(`/api/diffs?${query({ base: first.id, target: third.id })}`)));
    expect([status, JSON.parse(text).error.code]).toEqual([503, "azure-unavailable"]);
  });

  test("and back again, health is well after the next reading", async () => {
    running.azure.faults.clear();
    await askJson(refresh.POST(post("/api/inventory/refresh")));
    expect(await askJson(health.GET(get("/api/health")))).toMatchObject({ status: "ok", azure: { reachable: true } });
    await askJson(diffs.GET(get(`/api/diffs?${query({ base: first.id, target: third.id })}`)));
    const { items } = await askJson<{ items: AuditEntry[] }>(audit.GET(get("/api/audit")));
    expect(items.filter((entry) => entry.result === "open")).toEqual([]);
  });
});

function makeDisk(name: string) {
  const { world, group } = running.azure;
  const disk = world.createEmptyDisk({ name, group, sku: "Premium_LRS", sizeGib: 1 });
  world.pages.fill(disk.imageId, 0, mib, { kind: "number", seed: 1 });
  const tags = { note: '=cmd|"x",1' };
  const take = (snapshotName: string, hoursAgo: number) =>
    world.takeSnapshot({ disk, name: snapshotName, group, incremental: true, tags, atMs: Date.now() - hoursAgo * hourMs });
  return { disk, take };
}

function copyOf(name: string, changes: Partial<CopyRequest> = {}): CopyRequest {
  const snapshotId = copyable.get(name)?.id ?? "";
  return {
    kind: "copy",
    snapshotId,
    targetRegion: "northeurope",
    targetResourceGroup: "dr",
    targetName: `${name}-copy`,
    sku: "Standard_LRS",
    ...changes,
  };
}

async function until(id: string, isWanted: (row: OperationRow) => boolean): Promise<OperationRow> {
  const seen = new AbortController();
  let wanted: OperationRow | undefined;
  const show = (row: OperationRow) => {
    if (!isWanted(row)) return;
    wanted = row;
    seen.abort();
  };
  await running.app.stream.follow(id, testContext, seen.signal, show);
  if (!wanted) throw new Error("the operation ended without that");
  return wanted;
}

/** Lets Azure's time pass once it copies, and waits for the operation's end. */
async function copied(id: string): Promise<OperationRow> {
  await until(id, (row) => row.state === "waiting-for-azure");
  running.azure.world.clock.advance(hourMs);
  return until(id, (row) => row.state === "succeeded");
}

async function readEvents(id: string): Promise<OperationRow[]> {
  const response = await events.GET(get(`/api/operations/${id}/events`), withId(id));
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const text = await response.text();
  answered += text;
  return [...text.matchAll(/^event: operation\ndata: (.*)$/gm)].map((match) => JSON.parse(match[1] ?? "") as OperationRow);
}
