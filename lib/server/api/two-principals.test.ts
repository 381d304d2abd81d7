// Two who ask on one server, with different rights in Azure: the owner of a subscription, and a reader of one group in it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as chainDetail from "#app/api/chains/detail/route.ts";
import * as chains from "#app/api/chains/route.ts";
import * as costs from "#app/api/costs/route.ts";
import * as ranges from "#app/api/diffs/ranges/route.ts";
import * as diffs from "#app/api/diffs/route.ts";
import * as disks from "#app/api/disks/route.ts";
import * as health from "#app/api/health/route.ts";
import * as refresh from "#app/api/inventory/refresh/route.ts";
import * as overview from "#app/api/overview/route.ts";
import * as options from "#app/api/plans/options/route.ts";
import * as plans from "#app/api/plans/route.ts";
import * as prices from "#app/api/prices/route.ts";
import * as snapshots from "#app/api/snapshots/route.ts";
import * as subscriptions from "#app/api/subscriptions/route.ts";
import type { ChainList } from "#lib/contract/chains.ts";
import type { CostReport } from "#lib/contract/costs.ts";
import type { SnapshotList } from "#lib/contract/inventory.ts";
import type { Overview } from "#lib/contract/overview.ts";
import type { PlanOptions } from "#lib/contract/plans.ts";
import type { Disk, ResourceGroup, Snapshot } from "#lib/local-azure/model/types.ts";
import { get, post, startTestApp, type TestApp } from "#lib/server/testing/test-app.ts";

const mib = 2 ** 20;
const hourMs = 3_600_000;
const readerRole = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const roleVersion = "api-version=2022-04-01";
let running: TestApp;
let hiddenDisk: Disk;
let hiddenSnapshot: Snapshot;
let hiddenOldest: Snapshot;
let seenFirst: Snapshot;
let seenSecond: Snapshot;
let assignment = "";

const owner = { "x-test-client": "owner" };
const guest = { "x-test-client": "guest" };

beforeAll(async () => {
  running = await startTestApp();
  const { azure, app } = running;
  Object.assign(app, {
    principalOf: async (request: Request) => {
      const name = request.headers.get("x-test-client") ?? "owner";
      return { identity: `local:${name}`, kind: "person", name };
    },
  });
  const group = (name: string, location: string) => azure.world.addGroup({ subscriptionId: azure.subscriptionId, name, location });
  const [secret, shared] = [group("Secret-Group", "northeurope"), group("Shared", "westeurope")];
  hiddenDisk = azure.world.createEmptyDisk({ name: "secret-disk", group: secret, sku: "Premium_LRS", sizeGib: 8 });
  hiddenSnapshot = take(hiddenDisk, "secret-snapshot", secret, 9);
  // One chain over both groups: its oldest member is hidden from the guest.
  const common = azure.world.createEmptyDisk({ name: "common", group: azure.group, sku: "Premium_LRS", sizeGib: 4 });
  hiddenOldest = take(common, "secret-oldest", azure.group, 8);
  seenFirst = take(common, "seen-1", shared, 7);
  seenSecond = take(common, "seen-2", shared, 6);
  const { token } = await azure.credential("guest").getToken("https://management.azure.com/.default");
  const { oid } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { oid: string };
  const scope = `/subscriptions/${azure.subscriptionId}/resourceGroups/${shared.name}/providers/Microsoft.Authorization`;
  assignment = `${scope}/roleAssignments/${crypto.randomUUID()}?${roleVersion}`;
  const roleDefinitionId = `/subscriptions/${azure.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${readerRole}`;
  const put = await azure.call("PUT", assignment, { properties: { roleDefinitionId, principalId: oid } });
  expect(put.status).toBe(201);
  await refresh.POST(post("/api/inventory/refresh", undefined, owner));
  await refresh.POST(post("/api/inventory/refresh", undefined, guest));
  for (const { id } of (await ask<ChainList>(chains.GET, "/api/chains", owner)).items) {
    await app.measureChain(id, { requestId: "measures", principal: { identity: "local:owner", kind: "person", name: "owner" } });
  }
});
afterAll(() => running.stop());

function take(disk: Disk, name: string, group: ResourceGroup, hoursAgo: number): Snapshot {
  const { world } = running.azure;
  world.pages.fill(disk.imageId, hoursAgo * mib, mib, { kind: "number", seed: hoursAgo });
  return world.takeSnapshot({ disk, name, group, incremental: true, atMs: Date.now() - hoursAgo * hourMs });
}

async function ask<T>(handler: (request: Request) => Promise<Response>, path: string, who: Record<string, string>): Promise<T> {
  const response = await handler(get(path, who));
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text) as T;
}

const query = (values: Record<string, string>) => new URLSearchParams(values).toString();
const rows = (who: Record<string, string>, more = "") =>
  ask<SnapshotList>(snapshots.GET, `/api/snapshots?sort=created&order=asc${more}`, who);

describe("The owner of the subscription and the reader of one group", () => {
  test("each get their own rows, with positions, neighbours and counts of what they see", async () => {
    const [all, few] = [await rows(owner), await rows(guest)];
    expect(all.items.map((row) => [row.name, row.positionInChain, row.chainLength])).toEqual([
      ["secret-snapshot", 1, 1],
      ["secret-oldest", 1, 3],
      ["seen-1", 2, 3],
      ["seen-2", 3, 3],
    ]);
    expect(few.items.map((row) => [row.name, row.positionInChain, row.chainLength, row.previousId?.split("/").at(-1)])).toEqual([
      ["seen-1", 1, 2, undefined],
      ["seen-2", 2, 2, "seen-1"],
    ]);
    expect([all.total, all.totalUnfiltered, few.total, few.totalUnfiltered]).toEqual([4, 4, 2, 2]);
  });

  test("each find by search what they see, and nothing else", async () => {
    const found = async (who: Record<string, string>, q: string) => (await rows(who, `&q=${q}`)).total;
    expect([await found(owner, "secret"), await found(guest, "secret"), await found(owner, "seen"), await found(guest, "seen")]).toEqual([
      2, 0, 2, 2,
    ]);
    expect((await rows(guest, `&${query({ id: hiddenSnapshot.id })}`)).items).toEqual([]);
  });

  test("each have their own sizes: what counts against a hidden snapshot is not known to who does not see it", async () => {
    const [all, few] = [await rows(owner), await rows(guest)];
    expect(all.items.map((row) => row.delta.state)).toEqual(["measured", "measured", "measured", "measured"]);
    expect(few.items.map((row) => row.delta.state)).toEqual(["not-measured", "measured"]);
  });

  test("each have their own chains and disks; nobody is told that a hidden disk is deleted", async () => {
    const chainsOf = async (who: Record<string, string>) =>
      (await ask<ChainList>(chains.GET, "/api/chains?sort=disk&order=asc", who)).items.map((row) => [
        row.sourceDiskName,
        row.snapshotCount,
        row.sourceState,
      ]);
    expect(await chainsOf(owner)).toEqual([
      ["common", 3, "live"],
      ["secret-disk", 1, "live"],
    ]);
    expect(await chainsOf(guest)).toEqual([["common", 2, "unknown"]]);
    const disksOf = async (who: Record<string, string>) => (await ask<{ total: number }>(disks.GET, "/api/disks", who)).total;
    expect([await disksOf(owner), await disksOf(guest)]).toEqual([2, 0]);
  });

  test("each have their own sums on the overview and in costs", async () => {
    const figures = async (who: Record<string, string>) => (await ask<Overview>(overview.GET, "/api/overview", who)).figures;
    expect(await figures(owner)).toMatchObject({ disks: 2, snapshots: 4, chains: 2, measuredCount: 4, storedBytes: 4 * mib });
    expect(await figures(guest)).toMatchObject({ disks: 0, snapshots: 2, chains: 1, measuredCount: 1, storedBytes: mib });
    const report = (who: Record<string, string>) => ask<CostReport>(costs.GET, "/api/costs?groupBy=snapshot", who);
    const [all, few] = [await report(owner), await report(guest)];
    const labels = (one: CostReport) => one.rows.flatMap((row) => (row.snapshotId ? row.label : [])).toSorted();
    expect(labels(all)).toEqual(["secret-oldest", "secret-snapshot", "seen-1", "seen-2"]);
    expect(labels(few)).toEqual(["seen-1", "seen-2"]);
    expect([all.totals.usedGib, few.totals.usedGib]).toEqual([String((4 * mib) / 2 ** 30), String(mib / 2 ** 30)]);
    expect([all.billing.state, few.billing.state]).toEqual(["ok", "unavailable"]);
  });

  test("each may choose from what they see", async () => {
    const path = `/api/plans/options?${query({ kind: "copy", snapshot: seenFirst.id })}`;
    const groups = async (who: Record<string, string>) =>
      (await ask<PlanOptions>(options.GET, path, who)).resourceGroups.map((one) => one.name);
    expect(await groups(owner)).toEqual(expect.arrayContaining(["Secret-Group", "Shared", "Test-Group"]));
    expect(await groups(guest)).toEqual(["Shared"]);
  });

  test("are refused alike what is hidden and what does not exist", async () => {
    const nobody = `${seenFirst.id}-nobody`;
    const asks = (id: string): [string, Promise<Response>][] => [
      ["base", diffs.GET(get(`/api/diffs?${query({ base: id, target: seenSecond.id })}`, guest))],
      ["target", ranges.GET(get(`/api/diffs/ranges?${query({ base: seenFirst.id, target: id })}`, guest))],
      ["snapshot", options.GET(get(`/api/plans/options?${query({ kind: "restore", snapshot: id })}`, guest))],
      ["snapshotId", plans.POST(post("/api/plans", restoreOf(id), guest))],
    ];
    const answers = async (id: string) =>
      Promise.all(
        asks(id).map(async ([field, answer]) => {
          const response = await answer;
          const { error } = (await response.json()) as { error: { message: string; details?: { field: string } } };
          expect(error.details?.field).toBe(field);
          return [response.status, error.message];
        }),
      );
    for (const hidden of [hiddenSnapshot, hiddenOldest]) expect(await answers(hidden.id)).toEqual(await answers(nobody));
    const [secret] = (await ask<ChainList>(chains.GET, "/api/chains?q=secret-disk", owner)).items;
    const detail = (id: string, who: Record<string, string>) => chainDetail.GET(get(`/api/chains/detail?${query({ id })}`, who));
    expect((await detail(secret?.id ?? "", owner)).status).toBe(200);
    expect((await detail(secret?.id ?? "", guest)).status).toBe(404);
  });

  test("no answer to the reader holds a name of what is hidden", async () => {
    const [chain] = (await ask<ChainList>(chains.GET, "/api/chains", guest)).items;
    const answers = await Promise.all([
      snapshots.GET(get("/api/snapshots", guest)),
      snapshots.GET(get("/api/snapshots?format=csv", guest)),
      chains.GET(get("/api/chains", guest)),
      chains.GET(get("/api/chains?format=csv", guest)),
      chainDetail.GET(get(`/api/chains/detail?${query({ id: chain?.id ?? "" })}`, guest)),
      disks.GET(get("/api/disks", guest)),
      subscriptions.GET(get("/api/subscriptions", guest)),
      overview.GET(get("/api/overview", guest)),
      costs.GET(get("/api/costs?groupBy=chain", guest)),
      costs.GET(get("/api/costs?format=csv", guest)),
      prices.GET(get("/api/prices", guest)),
      health.GET(get("/api/health", guest)),
      options.GET(get(`/api/plans/options?${query({ kind: "copy", snapshot: seenFirst.id })}`, guest)),
    ]);
    for (const answer of answers) expect(await answer.text()).not.toMatch(/secret/i);
    expect((await ask<{ items: object[] }>(subscriptions.GET, "/api/subscriptions", guest)).items).toMatchObject([
      { state: "ok", disks: 0, snapshots: 2 },
    ]);
  });

  test("who loses the right sees nothing any more, and the other one all as before", async () => {
    expect((await running.azure.call("DELETE", assignment)).status).toBe(200);
    expect((await refresh.POST(post("/api/inventory/refresh", undefined, guest))).status).toBe(403);
    const refused = await snapshots.GET(get("/api/snapshots", guest));
    expect([refused.status, await refused.text()]).toEqual([403, expect.not.stringMatching(/seen|secret/)]);
    expect((await rows(owner)).total).toBe(4);
  });
});

function restoreOf(snapshotId: string) {
  return { kind: "restore", snapshotId, targetResourceGroup: "Shared", diskName: "restored", sku: "Premium_LRS", sizeGib: 8 };
}
