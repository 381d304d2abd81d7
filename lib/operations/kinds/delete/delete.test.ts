// Deletes through the real routes, desk and engine, with the real SDKs against Local Azure.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as cancel from "#app/api/operations/[id]/cancel/route.ts";
import * as retry from "#app/api/operations/[id]/retry/route.ts";
import * as operation from "#app/api/operations/[id]/route.ts";
import * as operations from "#app/api/operations/route.ts";
import * as plans from "#app/api/plans/route.ts";
import { type OperationRow, operationRow } from "#lib/contract/operations.ts";
import { plan as planSchema } from "#lib/contract/plans.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { get, post, startTestApp, type TestApp, withId } from "#lib/server/testing/test-app.ts";
import { confirmationText, type DeleteRequest } from "./request.ts";

const mib = 2 ** 20;
const hourMs = 3_600_000;
const context = { requestId: "delete-test", principal: testPrincipal };

let running: TestApp;
beforeAll(async () => {
  running = await startTestApp({ sweepMs: 20, backOffMs: () => 1 });
});
afterAll(() => running.stop());

let made = 0;

/** Each with a MiB of its own, the first one's written anew by each. */
async function makeChain(count: number): Promise<Snapshot[]> {
  const { world, group } = running.azure;
  made += 1;
  const name = `disk${made}`;
  const disk = world.createEmptyDisk({ name, group, sku: "Premium_LRS", sizeGib: 1 });
  const snapshots = Array.from({ length: count }, (_, i) => {
    for (const at of [0, i + 1]) world.pages.fill(disk.imageId, at * mib, mib, { kind: "number", seed: i });
    const atMs = world.clock.nowMs() - (count - i) * hourMs;
    return world.takeSnapshot({ disk, name: `${name}-${i}`, group, incremental: true, atMs });
  });
  await running.app.view.refresh(context);
  return snapshots;
}

function request(snapshots: readonly Snapshot[], changes: Partial<DeleteRequest> = {}): DeleteRequest {
  const named = snapshots.map(({ id, uniqueId }) => ({ id, uniqueId }));
  return { kind: "delete", snapshots: named, delayHours: 0, confirm: confirmationText(named), acceptsLast: false, ...changes };
}

const isThere = ({ uniqueId }: Snapshot) =>
  [...running.azure.world.snapshots.values()].some((one) => one.uniqueId === uniqueId && one.deletedAtMs === undefined);

async function plan(asked: DeleteRequest) {
  const response = await plans.POST(post("/api/plans", asked));
  return planSchema.parse(await response.json());
}

async function handIn(asked: DeleteRequest): Promise<{ status: number; row: OperationRow; message: string; rules: string[] }> {
  const response = await operations.POST(post("/api/operations", asked));
  const body = (await response.json()) as { error?: { message: string; details?: { problems?: { rule: string }[] } } };
  const rules = body.error?.details?.problems?.map(({ rule }) => rule) ?? [];
  return { status: response.status, row: body as unknown as OperationRow, message: body.error?.message ?? "", rules };
}

const look = async (id: string) => operationRow.parse(await (await operation.GET(get(`/api/operations/${id}`), withId(id))).json());

async function ended(id: string): Promise<OperationRow> {
  await running.app.stream.follow(id, context, new AbortController().signal, () => undefined);
  return look(id);
}

const statesOf = (row: OperationRow) => row.rows?.map(({ state }) => state);

describe("a delete", () => {
  test("says before what goes, what it frees jointly, and what moves on; then it is gone, and only it", async () => {
    const [a, b, c, d] = (await makeChain(4)) as [Snapshot, Snapshot, Snapshot, Snapshot];
    const row = (await running.app.estate.snapshots.find(context, a.id))?.chain.key ?? "";
    await running.app.measureChain(row, context);
    const planned = await plan(request([a, b]));
    expect(planned).toMatchObject({
      possible: true,
      problems: [],
      selection: { frees: { state: "known", bytes: 2 * mib, postponed: false } },
    });
    expect(planned.selection?.rows.map((one) => [one.name, one.frees, one.movesInto?.name])).toEqual([
      [a.name, { state: "known", bytes: mib, postponed: false }, b.name],
      [b.name, { state: "known", bytes: mib, postponed: false }, c.name],
    ]);
    expect(planned.cli.split("\n")).toEqual(
      [a, b].map(({ name }) => expect.stringContaining(`az snapshot delete`) && expect.stringContaining(name)),
    );
    const before = [a, b, c, d].reduce((sum, { storedHistory }) => sum + (storedHistory.at(-1)?.bytes ?? 0), 0);
    const { status, row: begun } = await handIn(request([a, b]));
    expect(status).toBe(202);
    const done = await ended(begun.id);
    expect(done).toMatchObject({ state: "succeeded", title: "Delete 2 snapshots", percent: 100 });
    expect(statesOf(done)).toEqual(["done", "done"]);
    expect([a, b, c, d].map(isThere)).toEqual([false, false, true, true]);
    const after = [a, b, c, d].reduce((sum, { storedHistory }) => sum + (storedHistory.at(-1)?.bytes ?? 0), 0);
    expect(before - after).toBe(2 * mib);
    expect(await running.app.estate.snapshots.find(context, a.id)).toBeUndefined();
  });

  test("waits for its time and is undone by a cancel; asked for again it waits as long", async () => {
    const [a] = (await makeChain(2)) as [Snapshot, Snapshot];
    const { row } = await handIn(request([a], { delayHours: 24 }));
    expect(Date.parse(row.notBefore ?? "") - Date.now()).toBeGreaterThan(23 * hourMs);
    expect((await handIn(request([a], { delayHours: 1 }))).status).toBe(409);
    const restored = {
      kind: "restore",
      snapshotId: a.id,
      targetResourceGroup: "Test-Group",
      diskName: "back",
      sku: "Premium_LRS",
      sizeGib: 1,
    };
    const { possible, warnings } = planSchema.parse(await (await plans.POST(post("/api/plans", restored))).json());
    expect([possible, warnings.join(" ")]).toEqual([true, expect.stringContaining(`makes or deletes ${a.name}`)]);
    const undone = await (await cancel.POST(post(`/api/operations/${row.id}/cancel`), withId(row.id))).json();
    expect(undone).toMatchObject({ state: "cancelled" });
    await retry.POST(post(`/api/operations/${row.id}/retry`), withId(row.id));
    expect(Date.parse((await look(row.id)).notBefore ?? "") - Date.now()).toBeGreaterThan(23 * hourMs);
    expect(isThere(a)).toBe(true);
    await cancel.POST(post(`/api/operations/${row.id}/cancel`), withId(row.id));
  });

  test("is refused without the words typed, of a recreated one, of the last of a chain, of what is not there", async () => {
    const [a, b] = (await makeChain(2)) as [Snapshot, Snapshot];
    const refused = async (asked: DeleteRequest) => {
      const { status, rules } = await handIn(asked);
      expect(status).toBe(409);
      return rules;
    };
    expect(await refused(request([a], { confirm: "yes" }))).toEqual(["confirm"]);
    expect(await refused(request([a, b], { confirm: a.name }))).toEqual(["last-restore-point", "confirm"]);
    expect(await refused(request([a, b]))).toEqual(["last-restore-point"]);
    expect(await refused(request([{ ...a, uniqueId: "another" } as Snapshot]))).toEqual(["recreated"]);
    const nowhere = { ...a, id: a.id.replace(a.name, "nothing") } as Snapshot;
    expect(await refused(request([nowhere], { confirm: "nothing" }))).toEqual(["gone"]);
    expect([a, b].map(isThere)).toEqual([true, true]);
    const { row } = await handIn(request([a, b], { acceptsLast: true }));
    expect(await ended(row.id)).toMatchObject({ state: "succeeded" });
  });

  test("is refused where a lock, a policy, a SAS or a copy under way is in the way, and says which", async () => {
    const { world, subscriptionId } = running.azure;
    const [locked, kept, read, copied, free] = (await makeChain(5)) as [Snapshot, Snapshot, Snapshot, Snapshot, Snapshot];
    world.add("lock", { scope: locked.id, name: "keep-it", level: "CanNotDelete" });
    kept.immutability = {
      type: "Locked",
      durationDays: 5,
      startedAtMs: world.clock.nowMs(),
      expiresAtMs: world.clock.nowMs() + 5 * 24 * hourMs,
    };
    world.grantAccess({ resource: read, durationSeconds: 3600, access: "Read" });
    const north = world.addGroup({ subscriptionId, name: "north", location: "northeurope" });
    world.startCopy({
      source: copied,
      name: "copied-north",
      group: north,
      location: "northeurope",
      sku: "Standard_LRS",
      holdAtPercent: 50,
    });
    await running.app.view.refresh(context);
    const planned = await plan(request([locked, kept, read, copied, free]));
    expect(planned.possible).toBe(false);
    const problems = planned.selection?.rows.map((row) => row.problems.map(({ rule }) => rule));
    expect(problems).toEqual([["locked"], ["immutable"], ["active-sas"], ["copy-under-way"], []]);
    expect(planned.problems.map(({ message }) => message).join(" ")).toMatch(/keep-it.*Locked.*not by Snapscope.*copied-north/s);
  });

  test("after its delay leaves what no longer holds, row by row, fails for it, and goes on with the rest at a retry", async () => {
    const { world } = running.azure;
    const [a, b, c, d] = (await makeChain(4)) as [Snapshot, Snapshot, Snapshot, Snapshot];
    const { row } = await handIn(request([a, b, c], { delayHours: 24 }));
    // Since then: a lock on b, and c was deleted.
    const lock = world.add("lock", { scope: b.id, name: "late", level: "ReadOnly" });
    world.deleteSnapshot(c);
    await sql`update operations set run_after = now() where id = ${row.id}`.execute(running.app.database.db);
    const failed = await ended(row.id);
    expect(failed).toMatchObject({ state: "failed", retryable: true });
    expect(statesOf(failed)).toEqual(["done", "refused", "done"]);
    expect(failed.rows?.map(({ detail }) => detail ?? "")).toEqual([
      "",
      expect.stringContaining("late"),
      expect.stringContaining("somebody else"),
    ]);
    expect(failed.error?.message).toContain("2 of 3 deleted, 1 refused");
    expect([a, b, d].map(isThere)).toEqual([false, true, true]);
    lock.deletedAtMs = world.clock.nowMs() - 60_000;
    await retry.POST(post(`/api/operations/${row.id}/retry`), withId(row.id));
    const done = await ended(row.id);
    expect([done.state, statesOf(done), isThere(b), isThere(d)]).toEqual(["succeeded", ["done", "done", "done"], false, true]);
  });

  test("leaves a snapshot alone that an operation here makes something from", async () => {
    const [a] = (await makeChain(2)) as [Snapshot, Snapshot];
    const restore = {
      kind: "restore",
      snapshotId: a.id,
      targetResourceGroup: "Test-Group",
      diskName: `${a.name}-back`,
      sku: "Premium_LRS",
      sizeGib: 1,
    };
    const begun = await running.app.operations.create({
      id: "holds-it",
      kind: "restore",
      title: "Restore it",
      payload: restore,
      subjectId: a.id,
      totalBytes: null,
      delayMs: hourMs,
      requestId: "r",
      requestedBy: testPrincipal,
      requestHash: "h",
      steps: [],
    });
    expect(begun?.created).toBe(true);
    const { status, rules, message } = await handIn(request([a]));
    expect([status, rules]).toEqual([409, ["in-use"]]);
    expect(message).toContain("Restore it");
    await running.app.operations.requestCancel("holds-it");
  });
});
