// What Azure asks to wait for: kept up to a minute, handed back above it.
import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from "@azure/core-rest-pipeline";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createBilledUsage } from "./billed-usage.ts";
import { createAzureInventory } from "./inventory.ts";
import { patiencePolicy, retryAfterMs } from "./retry-after.ts";

let estate: LocalEstate;
const second = "00000000-0000-4000-8000-00000000000b";
const long = { kind: "throttle", times: 50, retryAfterSeconds: 302 } as const;

beforeAll(async () => {
  estate = await startLocalEstate();
  takeSnapshot(estate.azure, makeDisk(estate.azure, "db01"), "db01-1");
  estate.azure.world.addSubscription({ subscriptionId: second, displayName: "Second" });
});
afterAll(() => estate.stop());
afterEach(() => estate.azure.faults.clear());

/** With a sign-in of its own, so that it has no token yet. */
const inventory = () => createAzureInventory({ connection: estate.connect(), clock: estate.clock });

describe("a wait of five minutes", () => {
  it("on one subscription is its state, with the time, and the others show at once", async () => {
    // Not the permissions: nobody waits for them where the lists are refused.
    const rule = estate.azure.faults.add({ ...long, path: `${second}/(?!.*/permissions)` });
    const read = await inventory().read(estate.context);
    const until = Date.parse(read.subscriptions[1]?.throttledUntil ?? "");
    expect(read.subscriptions).toMatchObject([{ state: "ok" }, { state: "throttled", message: expect.stringContaining(" UTC") }]);
    expect(Math.abs(until - estate.clock.nowMs() - 302_000)).toBeLessThan(10_000);
    expect(read.snapshots.map(({ name }) => name)).toEqual(["db01-1"]);
    expect(read.areas.every(({ subscriptionId }) => subscriptionId !== second)).toBe(true);
    // Locations, groups, disks and snapshots, each once.
    expect(rule.hits).toBe(4);
  });

  it("is waited out without a request: what was read before stays covered", async () => {
    const rule = estate.azure.faults.add({ ...long, path: second });
    const { subscriptions } = await inventory().read(estate.context);
    const askedBefore = rule.hits;
    const resting = subscriptions.filter(({ state }) => state === "throttled");
    const again = await inventory().read(estate.context, { resting });
    expect(rule.hits).toBe(askedBefore);
    expect(again.subscriptions).toEqual(subscriptions);
    expect(again.unread.map(({ list, subscriptionId }) => `${list} ${subscriptionId}`)).toEqual(
      ["resourceGroups", "disks", "snapshots"].map((list) => `${list} ${second}`),
    );
  });

  it.each(["arm", "token"] as const)("on everything (%s) is told at once", async (service) => {
    const rule = estate.azure.faults.add({ ...long, service });
    const refusal = { code: "azure-throttled", retryable: true, details: { retryAfterMs: 302_000 } };
    await expect(inventory().read(estate.context)).rejects.toMatchObject(refusal);
    expect(rule.hits).toBe(1);
  });

  it("on a bill is told with its time, and the bill is not asked for before", async () => {
    const rule = estate.azure.faults.add({ ...long, path: "CostManagement" });
    const billed = createBilledUsage({ connection: estate.connection });
    const read = () => billed.readMonth(estate.azure.subscriptionId, "2026-10", estate.context);
    await expect(read()).rejects.toMatchObject({ code: "azure-throttled", details: { retryAfterMs: 302_000 } });
    await expect(read()).rejects.toMatchObject({ code: "azure-throttled" });
    expect(rule.hits).toBe(1);
  });

  it("on a sign-in is not told in place of another failure", async () => {
    const credential = estate.connect().credentialOf(estate.context.principal);
    const scope = "https://management.azure.com/.default";
    estate.azure.faults.add({ ...long, service: "token" });
    await expect(credential.getToken(scope)).rejects.toMatchObject({ code: "azure-throttled", details: { retryAfterMs: 302_000 } });
    estate.azure.faults.clear();
    estate.azure.faults.add({ kind: "status500", service: "token", times: 50 });
    await expect(credential.getToken(scope)).rejects.not.toMatchObject({ code: "azure-throttled" });
  });

  it("on the price list is told at once", async () => {
    estate.azure.faults.add({ ...long, service: "prices" });
    await expect(estate.prices.read(["westeurope"], estate.context)).rejects.toMatchObject({ code: "azure-throttled" });
  });
});

describe("short waits", () => {
  const request = createPipelineRequest({ url: "https://azure.example/" });
  const answering = (seconds: string) => async (): Promise<PipelineResponse> => ({
    request,
    status: 429,
    headers: createHttpHeaders({ "retry-after": seconds, "x-ms-request-id": "told" }),
    bodyAsText: '{"error":{"code":"SubscriptionRequestsThrottled","message":"too many"}}',
  });

  it("are kept, up to a minute in all for one request", async () => {
    expect((await patiencePolicy.sendRequest(request, answering("25"))).status).toBe(429);
    expect((await patiencePolicy.sendRequest(request, answering("25"))).status).toBe(429);
    await expect(patiencePolicy.sendRequest(request, answering("25"))).rejects.toMatchObject({
      code: "azure-throttled",
      details: { azureCode: "SubscriptionRequestsThrottled", azureStatus: 429, azureRequestId: "told", retryAfterMs: 25_000 },
    });
  });
});

describe("the wait an answer names", () => {
  it.each<[string, [string, string][], number | undefined]>([
    ["in seconds", [["retry-after", "302"]], 302_000],
    ["in milliseconds", [["x-ms-retry-after-ms", "1500"]], 1500],
    [
      "as a time, by Azure's own clock",
      [
        ["Retry-After", "Sun, 22 Nov 2026 12:05:00 GMT"],
        ["Date", "Sun, 22 Nov 2026 12:00:00 GMT"],
      ],
      300_000,
    ],
    [
      "by several quotas is the longest",
      [
        ["retry-after", "5"],
        ["x-ms-ratelimit-microsoft.costmanagement-entity-retry-after", "90"],
      ],
      90_000,
    ],
    ["in words is none", [["retry-after", "later"]], undefined],
    ["not at all is none", [], undefined],
  ])("%s", (_how, headers, waitMs) => expect(retryAfterMs(headers)).toBe(waitMs));
});
