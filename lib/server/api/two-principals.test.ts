// Two people of different rights on one server: the owner of all, and a reader of one resource group. Nobody signs in yet;
// the test says in a header who asks. What the reader may not see must be in no row, sum, count, search or refusal.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as accesses from "#app/api/accesses/route.ts";
import * as audit from "#app/api/audit/route.ts";
import * as chainDetail from "#app/api/chains/detail/route.ts";
import * as chains from "#app/api/chains/route.ts";
import * as costs from "#app/api/costs/route.ts";
import * as diffs from "#app/api/diffs/route.ts";
import * as disks from "#app/api/disks/route.ts";
import * as holds from "#app/api/holds/route.ts";
import * as operation from "#app/api/operations/[id]/route.ts";
import * as operations from "#app/api/operations/route.ts";
import * as overview from "#app/api/overview/route.ts";
import * as planOptions from "#app/api/plans/options/route.ts";
import * as prices from "#app/api/prices/route.ts";
import * as reclaim from "#app/api/reclaim/route.ts";
import * as ends from "#app/api/snapshots/end-access/route.ts";
import * as snapshots from "#app/api/snapshots/route.ts";
import * as subscriptions from "#app/api/subscriptions/route.ts";
import { type Principal, SERVICE_IDENTITY } from "#lib/domain/principal.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { assignRole } from "#lib/local-azure/testing/assign-role.ts";
import { get, post, startTestApp, type TestApp, withId } from "#lib/server/testing/test-app.ts";

const mib = 2 ** 20;
const people: Record<string, Principal> = {
  owner: { identity: SERVICE_IDENTITY, kind: "person", name: "Olivia Owner" },
  reader: { identity: "local:guest", kind: "person", name: "Rita Reader" },
};

let running: TestApp;
let secret: Snapshot;
let shared: Snapshot;

beforeAll(async () => {
  running = await startTestApp();
  const principalOf = async (request: Request) => people[request.headers.get("x-test-person") ?? "owner"] ?? people.owner;
  Object.assign(running.app, { principalOf });
  const { world, subscriptionId } = running.azure;
  const groups = ["shared-group", "secret-group"].map((name) => world.addGroup({ subscriptionId, name, location: "westeurope" }));
  const [inShared, inSecret] = groups.map((group, i) => {
    const name = i === 0 ? "shared-disk" : "secret-disk";
    const disk = world.createEmptyDisk({ name, group, sku: "Premium_LRS", sizeGib: 1 });
    world.pages.fill(disk.imageId, 0, (i + 1) * mib, { kind: "number", seed: i });
    return [1, 2].map((n) => world.takeSnapshot({ disk, name: `${name}-${n}`, group, incremental: true }));
  });
  shared = inShared?.[1] as Snapshot;
  secret = inSecret?.[1] as Snapshot;
  await assignRole(running.azure, "Reader", "guest", `/subscriptions/${subscriptionId}/resourceGroups/shared-group`);
});
afterAll(() => running.stop());

type Route = { GET(request: Request, next?: { params: Promise<Record<string, string>> }): Promise<Response> };

async function read(person: string, route: Route, path: string) {
  const response = await route.GET(get(path, { "x-test-person": person }));
  const text = await response.text();
  return { status: response.status, text, body: text.startsWith("{") ? JSON.parse(text) : undefined };
}

const idOf = async (name: string) => (await read("owner", snapshots, `/api/snapshots?q=${name}`)).body.items[0].id as string;

describe("of two people of different rights", () => {
  it("each gets its own rows, counts and sums, in lists and in CSV", async () => {
    const rows = async (person: string) => (await read(person, snapshots, "/api/snapshots?sort=name&order=asc")).body;
    const [all, some] = [await rows("owner"), await rows("reader")];
    expect(all.items.map((row: { name: string }) => row.name)).toEqual([
      "secret-disk-1",
      "secret-disk-2",
      "shared-disk-1",
      "shared-disk-2",
    ]);
    expect(some.items.map((row: { name: string }) => row.name)).toEqual(["shared-disk-1", "shared-disk-2"]);
    expect([all.total, some.total, some.totalUnfiltered]).toEqual([4, 2, 2]);
    const figures = async (person: string) => (await read(person, overview, "/api/overview")).body.figures;
    expect(await figures("owner")).toMatchObject({ snapshots: 4, chains: 2, disks: 2 });
    expect(await figures("reader")).toMatchObject({ snapshots: 2, chains: 1 });
    expect((await read("reader", chains, "/api/chains")).body.total).toBe(1);
  });

  it("the reader finds no name, sum or count of what it may not see, wherever it looks", async () => {
    await read("reader", snapshots, "/api/snapshots");
    const { id, uniqueId } = (await read("owner", snapshots, "/api/snapshots?q=secret-disk-2")).body.items[0];
    const held = { snapshots: [{ id, uniqueId }], reason: "a secret" };
    expect((await holds.POST(post("/api/holds", held, { "x-test-person": "owner" }))).status).toBe(201);
    expect((await read("owner", holds, "/api/holds")).body.total).toBe(1);
    const places: [Route, string][] = [
      [snapshots, "/api/snapshots"],
      [snapshots, "/api/snapshots?q=secret"],
      [snapshots, "/api/snapshots?format=csv"],
      [holds, "/api/holds"],
      [holds, "/api/holds?format=csv"],
      [disks, "/api/disks"],
      [disks, "/api/disks?format=csv"],
      [chains, "/api/chains"],
      [chains, "/api/chains?format=csv"],
      [overview, "/api/overview"],
      [costs, "/api/costs"],
      [costs, "/api/costs?groupBy=chain&format=csv"],
      [subscriptions, "/api/subscriptions"],
      [prices, "/api/prices"],
      [operations, "/api/operations"],
      [operations, "/api/operations?format=csv"],
      [accesses, "/api/accesses"],
      [audit, "/api/audit"],
      [audit, "/api/audit?format=csv"],
    ];
    for (const [route, path] of places) {
      const { status, text } = await read("reader", route, path);
      expect([path, status]).toEqual([path, 200]);
      expect(text, path).not.toMatch(/secret/i);
    }
    expect((await read("reader", subscriptions, "/api/subscriptions")).body.items).toMatchObject([{ snapshots: 2 }]);
  });

  it("what the reader may not see is refused in the words of what is not there", async () => {
    const secretId = await idOf("secret-disk-2");
    const nowhere = secretId.replace("secret-disk-2", "nothing");
    const chainId = (await read("owner", snapshots, "/api/snapshots?q=secret-disk-2")).body.items[0].chainId;
    const ask = async (route: Route, path: string) => {
      const { status, body } = await read("reader", route, path);
      return [status, body.error.code, body.error.message];
    };
    const diff = (target: string) => `/api/diffs?base=${encodeURIComponent(secretId)}&target=${encodeURIComponent(target)}`;
    expect(await ask(diffs, diff(secretId))).toEqual(await ask(diffs, diff(nowhere)));
    const options = (id: string) => `/api/plans/options?kind=copy&snapshot=${encodeURIComponent(id)}`;
    expect(await ask(planOptions, options(secretId))).toEqual(await ask(planOptions, options(nowhere)));
    expect(await ask(chainDetail, `/api/chains/detail?id=${chainId}`)).toEqual(await ask(chainDetail, "/api/chains/detail?id=nothing"));
    expect((await ask(chainDetail, `/api/chains/detail?id=${chainId}`))[0]).toBe(404);
  });

  it("the reader deletes nothing it does not see, and learns nothing of it", async () => {
    const [secretId, sharedId] = [await idOf("secret-disk-1"), await idOf("shared-disk-1")];
    const uniqueIdOf = async (name: string) =>
      (await read("owner", snapshots, `/api/snapshots?q=${name}`)).body.items[0].uniqueId as string;
    const ask = async (id: string, uniqueId: string, confirm: string) => {
      const body = { kind: "delete", snapshots: [{ id, uniqueId }], delayHours: 0, confirm };
      const response = await operations.POST(post("/api/operations", body, { "x-test-person": "reader" }));
      const text = await response.text();
      return { status: response.status, text, rules: JSON.parse(text).error.details.problems.map((one: { rule: string }) => one.rule) };
    };
    const nowhere = secretId.replace("secret-disk-1", "nothing");
    const refused = await ask(secretId, await uniqueIdOf("secret-disk-1"), "secret-disk-1");
    expect([refused.status, refused.rules]).toEqual([409, ["gone"]]);
    expect(refused.text.replaceAll("secret-disk-1", "nothing").replace(/"requestId":"[^"]*"/, "")).toBe(
      (await ask(nowhere, await uniqueIdOf("secret-disk-1"), "nothing")).text.replace(/"requestId":"[^"]*"/, ""),
    );
    // What it sees it may still not delete.
    expect((await ask(sharedId, await uniqueIdOf("shared-disk-1"), "shared-disk-1")).rules).toEqual(["right"]);
    const reclaimed = async (query: string) => {
      const { status, body } = await read("reader", reclaim, `/api/reclaim?${query}`);
      return [status, body.error.code, body.error.message];
    };
    expect(await reclaimed(`snapshot=${encodeURIComponent(secretId)}`)).toEqual(await reclaimed(`snapshot=${encodeURIComponent(nowhere)}`));
    const both = new URLSearchParams([sharedId, secretId].map((id) => ["snapshot", id]));
    expect((await reclaimed(`${both}`))[0]).toBe(404);
    const end = await ends.POST(post("/api/snapshots/end-access", { id: secretId, uniqueId: "u" }, { "x-test-person": "reader" }));
    expect(end.status).toBe(404);
  });

  it("an operation and its accesses are told to who may read what it is about, and record who asked", async () => {
    const [secretId, sharedId] = [await idOf("secret-disk-2"), await idOf("shared-disk-2")];
    const restore = async (snapshotId: string, group: string, diskName: string) => {
      const request = { kind: "restore", snapshotId, targetResourceGroup: group, diskName, sku: "Premium_LRS", sizeGib: 1 };
      const response = await operations.POST(post("/api/operations", request));
      expect(response.status).toBe(202);
      return ((await response.json()) as { id: string }).id;
    };
    const hidden = await restore(secretId, "secret-group", "secret-restored");
    const seen = await restore(sharedId, "shared-group", "shared-restored");
    await running.app.diffs.read(undefined, await found(secretId), { requestId: "r", principal: people.owner as Principal });
    expect((await read("owner", operations, "/api/operations")).body.total).toBe(2);
    const list = (await read("reader", operations, "/api/operations")).body;
    expect([list.total, list.items[0].id, list.items[0].requestedBy]).toEqual([1, seen, "Olivia Owner"]);
    const one = await operation.GET(get(`/api/operations/${hidden}`, { "x-test-person": "reader" }), withId(hidden));
    expect(one.status).toBe(404);
    expect((await read("owner", accesses, "/api/accesses")).body.items[0]).toMatchObject({ requestedBy: "Olivia Owner" });
    expect((await read("reader", accesses, "/api/accesses")).body.items).toEqual([]);
    const { items } = (await read("reader", audit, "/api/audit")).body as { items: { operationId: string; who: string }[] };
    expect([...new Set(items.map(({ operationId, who }) => `${operationId} ${who}`))]).toEqual([`${seen} Olivia Owner`]);
  });
});

async function found(id: string) {
  const one = await running.app.estate.snapshots.find({ requestId: "r", principal: people.owner as Principal }, id);
  if (!one) throw new Error(`expected ${shared.name} and ${secret.name}`);
  return one.snapshot;
}
