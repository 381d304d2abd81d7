// Recorded traffic of the real Azure, played again: the same requests must get the same status, the same header names
// and bodies of the same shape. Every difference that is allowed stands in the list below with its reason.

import { existsSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "./clock.ts";
import type { TestAzure } from "./test-azure.ts";
import { startTestAzure } from "./test-azure.ts";

const folder = new URL("../../../shared/data/azure-recordings/", import.meta.url);
const isThere = existsSync(folder);
if (!isThere) console.log("recordings.test.ts: the recordings are not here, so nothing is compared");

interface Exchange {
  request: { method: string; url: string; body?: unknown };
  response: { status: number; headers: Record<string, string>; body?: unknown };
}

const allowed: { difference: RegExp; reason: string }[] = [
  { difference: /^header (x-cache|x-msedge-ref) is missing/, reason: "Azure Front Door's own, which Local Azure does not have" },
  { difference: /^header x-ms-operation-identifier is missing/, reason: "for support tickets; no client reads it" },
  {
    difference: /^body\.properties\.completionPercent is \d+(\.\d+)? instead of 0$/,
    reason: "the recorded copy still stood at 0 when it was asked for; here it runs from its first moment on",
  },
];

let azure: TestAzure;

async function replay(file: string, { lastGroupIsGone = false } = {}): Promise<string[]> {
  const { entries } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { entries: Exchange[] };
  let nowMs = Date.now();
  azure = await startTestAzure({ clock: createClock({ realNowMs: () => nowMs }), options: { retryAfterSeconds: 2 } });
  for (const { group, location } of groupsOf(entries))
    azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: group, location });
  const differences: string[] = [];
  let operation: { poll?: string; monitor?: string } = {};
  for (const [at, exchange] of entries.entries()) {
    if (lastGroupIsGone && at === entries.length - 1) azure.world.groups.clear();
    if (!isInProgress(exchange)) nowMs += 1000;
    const url = targetUrl(exchange.request.url, operation);
    const response = await azure.call(exchange.request.method, url, translate(exchange.request.body));
    const label = `${at + 1}. ${exchange.request.method} ${exchange.request.url.replace(/^.*providers/, "…").slice(0, 70)}: `;
    differences.push(...(await compare(exchange, response)).map((difference) => label + difference));
    const poll = response.headers.get("azure-asyncoperation") ?? undefined;
    if (poll !== undefined) operation = { poll, monitor: response.headers.get("location") ?? undefined };
  }
  return differences.filter((text) => !allowed.some(({ difference }) => difference.test(text.replace(/^.*?: /, ""))));
}

function isInProgress({ response }: Exchange): boolean {
  return (response.body as { status?: string } | null)?.status === "InProgress";
}

function groupsOf(entries: Exchange[]): { group: string; location: string }[] {
  const groups = new Map<string, string>();
  for (const { request } of entries) {
    const group = /\/resourceGroups\/([^/?]+)/.exec(request.url)?.[1];
    const location = (request.body as { location?: string } | undefined)?.location;
    if (group !== undefined && (location !== undefined || !groups.has(group))) groups.set(group, location ?? "eastus");
  }
  return [...groups].map(([group, location]) => ({ group, location }));
}

function targetUrl(recorded: string, { poll, monitor }: { poll?: string; monitor?: string }): string {
  if (recorded.includes("/DiskOperations/")) return (recorded.includes("monitor=true") ? monitor : poll) ?? "";
  return translate(recorded.replace("https://management.azure.com", "")) as string;
}

function translate<T>(value: T): T {
  if (value === undefined || value === null) return value;
  return JSON.parse(JSON.stringify(value).replace(/\/subscriptions\/[0-9a-f-]{36}/g, `/subscriptions/${azure.subscriptionId}`)) as T;
}

async function compare({ response: recorded }: Exchange, answered: Response): Promise<string[]> {
  const text = await answered.text();
  const body: unknown = text === "" ? null : JSON.parse(text);
  const status = answered.status === recorded.status ? [] : [`status ${answered.status} instead of ${recorded.status} ${text}`];
  return [...status, ...compareHeaders(recorded, answered), ...compareShape("body", recorded.body ?? null, body)];
}

function compareHeaders(recorded: Exchange["response"], answered: Response): string[] {
  const expected = new Set(Object.keys(recorded.headers).map((name) => name.toLowerCase()));
  const missing = [...expected].filter((name) => !answered.headers.has(name)).map((name) => `header ${name} is missing`);
  const telling = ["x-ms-failure-cause", "azure-asyncoperation", "location"].filter(
    (name) => answered.headers.has(name) && !expected.has(name),
  );
  return [...missing, ...telling.map((name) => `header ${name} should not be there`)];
}

/** Values that do not depend on who asked and when must be the same, others of the same type. */
const telling =
  /\.(code|message|target|status|createOption|provisioningState|diskState|incremental|tier|diskSizeBytes|diskSizeGB|diskIOPSReadWrite|completionPercent|type|networkAccessPolicy)$/;

function compareShape(path: string, expected: unknown, given: unknown): string[] {
  if (typeof expected !== typeof given || Array.isArray(expected) !== Array.isArray(given) || (expected === null) !== (given === null)) {
    return [`${path} is ${JSON.stringify(given)} instead of ${JSON.stringify(expected)}`];
  }
  if (Array.isArray(expected) && Array.isArray(given)) return compareShape(`${path}[0]`, expected[0], given[0]);
  if (typeof expected === "object" && expected !== null && given !== null) {
    const [want, have] = [expected as Record<string, unknown>, given as Record<string, unknown>];
    const extra = Object.keys(have)
      .filter((name) => !(name in want))
      .map((name) => `${path}.${name} should not be there`);
    const missing = Object.keys(want)
      .filter((name) => !(name in have))
      .map((name) => `${path}.${name} is missing`);
    const both = Object.keys(want).filter((name) => name in have);
    return [...extra, ...missing, ...both.flatMap((name) => compareShape(`${path}.${name}`, want[name], have[name]))];
  }
  return telling.test(path) && expected !== given ? [`${path} is ${JSON.stringify(given)} instead of ${JSON.stringify(expected)}`] : [];
}

describe("the comparison", () => {
  it("finds what is missing, what is too much and what is different", () => {
    const expected = { a: 1, b: { code: "X" }, c: [{ d: "" }] };
    expect(compareShape("body", expected, { a: 2, b: { code: "Y" }, c: [{ e: "" }] })).toEqual([
      'body.b.code is "Y" instead of "X"',
      "body.c[0].e should not be there",
      "body.c[0].d is missing",
    ]);
    expect(compareShape("body", expected, null)).toHaveLength(1);
  });
});

describe.skipIf(!isThere)("a recorded exchange with Azure gets the same answer from Local Azure", () => {
  afterEach(() => azure.stop());

  it("CopyStart and its completionPercent (azure-cli 2023)", async () => {
    expect(await replay("copystart-completion-percent.azure-cli.json")).toEqual([]);
  });

  it("the whole life of a snapshot (azure-sdk-for-go 2023)", async () => {
    expect(await replay("snapshot-lifecycle.azure-sdk-for-go.json")).toEqual([]);
  });

  it("not found three ways, and the older bodies (azure-service-operator 2022)", async () => {
    expect(await replay("snapshot-crud-404s.azure-service-operator.json", { lastGroupIsGone: true })).toEqual([]);
  });

  it("a Premium SSD v2 disk and an incremental snapshot on Premium storage (azure-powershell 2025)", async () => {
    expect(await replay("instant-access-and-errors.azure-powershell.json")).toEqual([]);
  });
});
