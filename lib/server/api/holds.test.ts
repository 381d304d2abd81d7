// Holds as a script sets and lifts them, and what a delete makes of them, over Local Azure.
import { afterAll, beforeAll, expect, test } from "vitest";
import * as chainDetail from "#app/api/chains/detail/route.ts";
import * as end from "#app/api/holds/[id]/end/route.ts";
import * as lift from "#app/api/holds/[id]/lift/route.ts";
import * as holds from "#app/api/holds/route.ts";
import * as operation from "#app/api/operations/[id]/route.ts";
import * as operations from "#app/api/operations/route.ts";
import * as plans from "#app/api/plans/route.ts";
import * as snapshots from "#app/api/snapshots/route.ts";
import { type Principal, SERVICE_IDENTITY } from "#lib/domain/principal.ts";
import { assignRole } from "#lib/local-azure/testing/assign-role.ts";
import { get, post, startTestApp, type TestApp, withId } from "#lib/server/testing/test-app.ts";

const olivia: Principal = { identity: SERVICE_IDENTITY, kind: "person", name: "Olivia" };
const people: Record<string, Principal> = {
  olivia,
  paul: { ...olivia, name: "Paul" },
  guest: { ...olivia, identity: "local:guest", name: "G" },
};
let running: TestApp;

beforeAll(async () => {
  running = await startTestApp({ pollMs: 5 });
  Object.assign(running.app, { principalOf: async (request: Request) => people[request.headers.get("x-test-person") ?? "olivia"] });
  const { world, subscriptionId } = running.azure;
  const group = world.addGroup({ subscriptionId, name: "held-group", location: "westeurope" });
  // The guest may read something, and not this.
  world.addGroup({ subscriptionId, name: "guest-group", location: "westeurope" });
  await assignRole(running.azure, "Reader", "guest", `/subscriptions/${subscriptionId}/resourceGroups/guest-group`);
  const disk = world.createEmptyDisk({ name: "data", group, sku: "Premium_LRS", sizeGib: 1 });
  for (const n of [1, 2, 3, 4]) world.takeSnapshot({ disk, name: `data-${n}`, group, incremental: true });
});
afterAll(() => running.stop());

// biome-ignore lint/suspicious/noExplicitAny: answers of several paths, as they come
async function ask(answer: Promise<Response>): Promise<any> {
  const response = await answer;
  return { status: response.status, ...(await response.json()) };
}

const as = (person: string) => ({ "x-test-person": person });
const rowOf = async (name: string, person = "olivia") =>
  (await ask(snapshots.GET(get(`/api/snapshots?q=${name}`, as(person))))).items[0] as { id: string; uniqueId: string; chainId: string };
const named = ({ id, uniqueId }: { id: string; uniqueId: string }) => ({ id, uniqueId });
const hold = (body: object, person = "olivia") => ask(holds.POST(post("/api/holds", body, as(person))));
const liftIt = (id: string, body: object, person = "olivia") => ask(lift.POST(post(`/api/holds/${id}/lift`, body, as(person)), withId(id)));

test("a hold stands beside its snapshot in list, chain and CSV, and can be filtered by", async () => {
  const row = await rowOf("data-1");
  const until = "2099-01-01T01:00:00+01:00";
  const set = await hold({ snapshots: [named(row)], reason: " audit of 2026 ", owner: "Ada", until });
  expect(set).toMatchObject({
    status: 201,
    items: [{ snapshotName: "data-1", reason: "audit of 2026", owner: "Ada", setBy: "Olivia", state: "in-force", isOwn: false }],
  });
  expect(set.items[0].until).toBe("2099-01-01T00:00:00.000Z");
  const held = await ask(snapshots.GET(get("/api/snapshots?held=yes")));
  expect(held.items).toMatchObject([{ name: "data-1", holds: [{ owner: "Ada", reason: "audit of 2026" }] }]);
  const detail = await ask(chainDetail.GET(get(`/api/chains/detail?id=${row.chainId}`)));
  expect(detail.snapshots.map((one: { holds?: unknown[] }) => one.holds?.length ?? 0)).toEqual([1, 0, 0, 0]);
  expect(await (await snapshots.GET(get("/api/snapshots?held=yes&format=csv"))).text()).toContain("held for Ada until 2099-01-01");
  expect(await (await holds.GET(get("/api/holds?format=csv"))).text()).toContain(
    "data-1,in-force,audit of 2026,Ada,2099-01-01T00:00:00.000Z",
  );
});

test("what is asked wrongly is refused with its field, and nothing is held", async () => {
  const row = await rowOf("data-2");
  const refused = async (body: object) => {
    const { error } = await hold({ snapshots: [named(row)], reason: "r", ...body });
    return [error.code, error.details.field];
  };
  expect(await refused({ reason: "  " })).toEqual(["invalid-input", "reason"]);
  expect(await refused({ until: "2020-01-01T00:00:00Z" })).toEqual(["invalid-input", "until"]);
  expect(await refused({ until: "tomorrow" })).toEqual(["invalid-input", "until"]);
  expect(await refused({ snapshots: [{ id: row.id, uniqueId: "another" }] })).toEqual(["conflict", "snapshots"]);
  expect(await refused({ snapshots: [named(row), { id: `${row.id}x`, uniqueId: "u" }] })).toEqual(["not-found", "snapshots"]);
  expect((await ask(holds.GET(get(`/api/holds?snapshot=${encodeURIComponent(row.id)}`)))).total).toBe(0);
  // Who may not see the snapshot is told that there is none.
  expect((await hold({ snapshots: [named(row)], reason: "r" }, "guest")).status).toBe(404);
});

test("one's own is lifted by a word, somebody else's with the name of its owner, and both are told afterwards", async () => {
  const row = await rowOf("data-3");
  const { items } = await hold({ snapshots: [named(row)], reason: "mine" });
  const [own] = items;
  expect(own).toMatchObject({ owner: "Olivia", isOwn: true });
  const byPaul = await liftIt(own.id, {}, "paul");
  expect(byPaul).toMatchObject({ status: 400, error: { details: { field: "confirmOwner", allowed: "Olivia" } } });
  const moved = await ask(
    end.POST(post(`/api/holds/${own.id}/end`, { until: "2098-01-01T00:00:00Z", confirmOwner: "Olivia" }, as("paul")), withId(own.id)),
  );
  expect(moved).toMatchObject({ until: "2098-01-01T00:00:00.000Z", owner: "Olivia", setBy: "Paul", replaces: own.id });
  expect((await liftIt(own.id, {})).status).toBe(409);
  expect((await liftIt(moved.id, { confirmOwner: "olivia" })).status).toBe(400);
  expect(await liftIt(moved.id, { confirmOwner: "Olivia" })).toMatchObject({ state: "lifted", liftedBy: "Olivia" });
  const all = await ask(holds.GET(get(`/api/holds?snapshot=${encodeURIComponent(row.id)}`)));
  expect(all.items.map((one: { state: string; liftedBy: string }) => [one.state, one.liftedBy])).toEqual([
    ["lifted", "Olivia"],
    ["lifted", "Paul"],
  ]);
  expect((await liftIt(moved.id, {}, "guest")).status).toBe(404);
});

test("a delete of what is held is not possible; what is held after it was confirmed is left at the run", async () => {
  const [first, fourth] = [await rowOf("data-1"), await rowOf("data-4")];
  const request = { kind: "delete", delayHours: 0, snapshots: [named(first)], confirm: "data-1" };
  const plan = await ask(plans.POST(post("/api/plans", request)));
  expect(plan).toMatchObject({
    possible: false,
    problems: [{ rule: "held", message: "data-1 is held for Ada until 2099-01-01 00:00:00 UTC: audit of 2026. Lift the hold first." }],
  });
  const later = { kind: "delete", delayHours: 0.0005, snapshots: [named(fourth)], confirm: "data-4" };
  const started = await ask(operations.POST(post("/api/operations", later, { "Idempotency-Key": "held-later" })));
  expect(started.status).toBe(202);
  await hold({ snapshots: [named(fourth)], reason: "restore is needed" });
  const ended = async () => ask(operation.GET(get(`/api/operations/${started.id}`), withId(started.id)));
  await expect.poll(async () => (await ended()).state, { timeout: 60_000 }).toBe("failed");
  expect((await ended()).rows).toMatchObject([{ state: "refused", detail: expect.stringContaining("restore is needed") }]);
  expect((await rowOf("data-4")).uniqueId).toBe(fourth.uniqueId);
}, 90_000);
