// A first start while Azure throttles: no page and no look at the health waits for as long as Azure asks.
import { afterAll, beforeAll, expect, test } from "vitest";
import * as health from "#app/api/health/route.ts";
import * as refresh from "#app/api/inventory/refresh/route.ts";
import * as overview from "#app/api/overview/route.ts";
import * as snapshots from "#app/api/snapshots/route.ts";
import * as subscriptions from "#app/api/subscriptions/route.ts";
import { health as healthSchema } from "#lib/contract/health.ts";
import { snapshotList, subscriptionList } from "#lib/contract/inventory.ts";
import { overview as overviewSchema } from "#lib/contract/overview.ts";
import { get, post, startTestApp, type TestApp } from "#lib/server/testing/test-app.ts";

let running: TestApp;
const second = "00000000-0000-4000-8000-00000000000b";
const AT_ONCE_MS = 3000;
const long = { kind: "throttle", times: 100, retryAfterSeconds: 302 } as const;

beforeAll(async () => {
  running = await startTestApp();
  const { world, group } = running.azure;
  const disk = world.createEmptyDisk({ name: "db01", group, sku: "Premium_LRS", sizeGib: 1 });
  world.takeSnapshot({ disk, name: "db01-1", group, incremental: true });
  world.addSubscription({ subscriptionId: second, displayName: "Second" });
});
afterAll(() => running.stop());

async function atOnce(answer: Promise<Response>): Promise<unknown> {
  const begunMs = performance.now();
  const { status, body } = await answer.then(async (response) => ({ status: response.status, body: await response.json() }));
  expect(performance.now() - begunMs).toBeLessThan(AT_ONCE_MS);
  return { status, ...body };
}

const isWell = async () => healthSchema.parse(await atOnce(health.GET(get("/api/health"))));

test("where all of Azure throttles, health and pages say so at once, and nothing more is asked of it", async () => {
  const rule = running.azure.faults.add({ ...long, service: "arm" });
  const refusal = { ok: false, message: expect.stringMatching(/^Azure asks not to be asked again/) };
  for (let i = 0; i < 3; i += 1) expect((await isWell()).checks).toContainEqual({ name: "Azure", ...refusal });
  expect(await atOnce(snapshots.GET(get("/api/snapshots")))).toMatchObject({ status: 503, error: { code: "azure-throttled" } });
  expect(rule.hits).toBe(1);
  running.azure.faults.clear();
});

test("where one subscription is throttled it says until when, the other is shown, and only a person's wish asks before", async () => {
  const rule = running.azure.faults.add({ ...long, path: second });
  await atOnce(refresh.POST(post("/api/inventory/refresh", {})));
  expect(snapshotList.parse(await atOnce(snapshots.GET(get("/api/snapshots")))).items.map(({ name }) => name)).toEqual(["db01-1"]);
  const [, row] = subscriptionList.parse(await atOnce(subscriptions.GET(get("/api/subscriptions")))).items;
  expect(row).toMatchObject({ displayName: "Second", state: "throttled", throttledUntil: expect.stringMatching(/Z$/) });
  const { attention } = overviewSchema.parse(await atOnce(overview.GET(get("/api/overview"))));
  expect(attention).toContainEqual(
    expect.objectContaining({
      title: "Second is throttled by Azure",
      detail: expect.stringMatching(/before \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/),
    }),
  );
  expect((await isWell()).azure).toMatchObject({
    reachable: false,
    message: expect.stringContaining("Second: Azure asks not to be asked"),
  });

  const asked = rule.hits;
  await running.app.view.refresh({ requestId: "unasked", principal: await running.app.principalOf(get("/")) });
  expect(rule.hits).toBe(asked);
  running.azure.faults.clear();
  await atOnce(refresh.POST(post("/api/inventory/refresh", {})));
  expect((await isWell()).azure).toMatchObject({ reachable: true });
});
