// What-if over the API: a rule and a proposal, each for who asks.
import { afterAll, beforeAll, expect, test } from "vitest";
import * as holds from "#app/api/holds/route.ts";
import * as propose from "#app/api/reclaim/propose/route.ts";
import * as simulate from "#app/api/retention/simulate/route.ts";
import * as snapshots from "#app/api/snapshots/route.ts";
import { proposal, simulation } from "#lib/contract/retention.ts";
import { type Principal, SERVICE_IDENTITY } from "#lib/domain/principal.ts";
import { assignRole } from "#lib/local-azure/testing/assign-role.ts";
import { get, post, startTestApp, type TestApp } from "#lib/server/testing/test-app.ts";

const people: Record<string, Principal> = {
  olivia: { identity: SERVICE_IDENTITY, kind: "person", name: "Olivia" },
  guest: { identity: "local:guest", kind: "person", name: "Gus" },
};
const mib = 2 ** 20;
let running: TestApp;

beforeAll(async () => {
  running = await startTestApp({ pollMs: 5 });
  Object.assign(running.app, { principalOf: async (request: Request) => people[request.headers.get("x-test-person") ?? "olivia"] });
  const { world, subscriptionId } = running.azure;
  for (const name of ["secret", "shared"]) {
    const group = world.addGroup({ subscriptionId, name, location: "westeurope" });
    const disk = world.createEmptyDisk({ name: `${name}-disk`, group, sku: "Premium_LRS", sizeGib: 1 });
    for (const n of [1, 2, 3, 4]) {
      world.pages.fill(disk.imageId, 0, mib, { kind: "number", seed: n });
      world.takeSnapshot({ disk, name: `${name}-${n}`, group, incremental: true, atMs: world.clock.nowMs() - (5 - n) * 86_400_000 });
    }
  }
  await assignRole(running.azure, "Reader", "guest", `/subscriptions/${subscriptionId}/resourceGroups/shared`);
});
afterAll(() => running.stop());

async function ask(route: { POST(request: Request): Promise<Response> }, path: string, body: object, person = "olivia") {
  const response = await route.POST(post(path, body, { "x-test-person": person }));
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) };
}

const simulated = (body: object, person?: string) => ask(simulate, "/api/retention/simulate", body, person);
const proposed = (body: object, person?: string) => ask(propose, "/api/reclaim/propose", body, person);

test("a rule is told chain by chain, with its reasons, and nothing of what the asker may not see", async () => {
  const { status, body } = await simulated({ rule: { keepLast: 1, daily: 2 } });
  const answer = simulation.parse(body);
  expect([status, answer.chains.map(({ sourceDiskName }) => sourceDiskName)]).toEqual([200, ["secret-disk", "shared-disk"]]);
  expect(answer.chains[1]?.snapshots.map(({ reasons }) => reasons.map(({ rule, rank }) => `${rule}-${rank}`))).toEqual([
    ["last-1", "daily-1"],
    ["daily-2"],
    [],
    [],
  ]);
  expect(answer.projection).toHaveLength(7);
  const guest = await simulated({ rule: { keepLast: 1 } }, "guest");
  expect([guest.body.kept, guest.body.going]).toEqual([1, 3]);
  expect(guest.text).not.toMatch(/secret/);
  expect((await simulated({ rule: { keepLast: 1, disks: ["secret-disk"] } }, "guest")).body.error).toEqual({
    ...(await simulated({ rule: { keepLast: 1, disks: ["secret-disk"] } }, "guest")).body.error,
    code: "not-found",
    message: "There are no snapshots of a disk secret-disk here.",
    requestId: expect.any(String),
  });
});

test("a rule that is none is refused by its field", async () => {
  const fieldOf = async (rule: object) => {
    const { status, body } = await simulated({ rule });
    return [status, body.error.details.field];
  };
  expect(await fieldOf({ daily: -1 })).toEqual([400, "rule.daily"]);
  expect(await fieldOf({ floor: 0 })).toEqual([400, "rule.floor"]);
  expect((await simulated({ rule: { dayly: 1 } })).status).toBe(400);
  expect((await proposed({ target: { bytes: 0 } })).status).toBe(400);
  expect((await proposed({ target: { bytes: 1, usdPerMonth: 1 } })).status).toBe(400);
});

test("a proposal takes nothing of what is not seen, nor what is held meanwhile", async () => {
  const { items } = await (await snapshots.GET(get("/api/snapshots?q=shared-"))).json();
  await running.app.measureChain(items[0].chainId, { requestId: "test", principal: people.olivia as Principal });
  const first = proposal.parse((await proposed({ target: { bytes: mib } })).body);
  expect([first.isReached, first.snapshots.map(({ name }) => name)]).toEqual([true, ["shared-1"]]);
  const named = first.snapshots.map(({ id, uniqueId }) => ({ id, uniqueId }));
  await ask(holds, "/api/holds", { snapshots: named, reason: "audit" });
  expect((await proposed({ target: { bytes: mib } })).body.snapshots.map((one: { name: string }) => one.name)).toEqual(["shared-2"]);
  const guest = await proposed({ target: { bytes: 9 * mib } }, "guest");
  expect([guest.body.isReached, guest.body.candidates]).toEqual([false, 2]);
  expect(guest.text).not.toMatch(/secret/);
});
