// Recorded traffic of Azure's disks and snapshots, played again: the same requests must get the same status, the same
// header names and bodies of the same shape. Every difference that is allowed stands beside its recording, with its reason.

import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { compareAnswer } from "../testing/recording-comparison.ts";
import type { Allowance, Exchange, Verdict } from "../testing/recordings.ts";
import { areRecordingsHere, asRecorded, exchangesOf, judge } from "../testing/recordings.ts";
import type { TestAzure } from "../testing/test-azure.ts";
import { startTestAzure } from "../testing/test-azure.ts";

let azure: TestAzure;

interface Replay {
  allowed?: Allowance[];
  lastGroupIsGone?: boolean;
}

async function replay(file: string, { allowed = [], lastGroupIsGone = false }: Replay = {}): Promise<Verdict> {
  const entries = exchangesOf(file);
  let nowMs = Date.now();
  azure = await startTestAzure({ clock: createClock({ realNowMs: () => nowMs }), options: { retryAfterSeconds: 2 } });
  for (const { group, location } of groupsOf(entries))
    azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: group, location });
  const differences: string[] = [];
  let operation: { poll?: string; monitor?: string } = {};
  for (const [at, exchange] of entries.entries()) {
    if (lastGroupIsGone && at === entries.length - 1) azure.world.groups.clear();
    if (!isInProgress(exchange)) nowMs += 1000;
    const { method, url, body } = exchange.request;
    const response = await azure.call(method, targetUrl(url, operation), translate(body));
    const label = `${at + 1}. ${method} ${url.replace(/^.*providers/, "…").slice(0, 70)}: `;
    const answered = (await compareAnswer(translate(exchange.response), response)).map((difference) => label + difference);
    differences.push(...answered);
    const poll = response.headers.get("azure-asyncoperation") ?? undefined;
    if (poll !== undefined) operation = { poll, monitor: response.headers.get("location") ?? undefined };
  }
  return judge(differences, allowed);
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
  return translate(recorded.replace("https://management.azure.com", ""));
}

function translate<T>(value: T): T {
  if (value === undefined || value === null) return value;
  return JSON.parse(JSON.stringify(value).replace(/\/subscriptions\/[0-9a-f-]{36}/g, `/subscriptions/${azure.subscriptionId}`)) as T;
}

describe.skipIf(!areRecordingsHere)("a recorded exchange with Azure's disks gets the same answer from Local Azure", () => {
  afterEach(() => azure.stop());

  it("CopyStart and its completionPercent (azure-cli 2023)", async () => {
    const allowed = [
      { difference: /^header retry-after should not be there$/, reason: "azure-cli strips Retry-After from its recordings" },
      {
        difference: /^body\.properties\.completionPercent is \d+(\.\d+)? instead of 0$/,
        reason: "the recorded copy still stood at 0 when it was asked for; here it runs from its first moment on",
      },
    ];
    expect(await replay("copystart-completion-percent.azure-cli.json", { allowed })).toEqual(asRecorded);
  });

  it("the whole life of a snapshot (azure-sdk-for-go 2023)", async () => {
    expect(await replay("snapshot-lifecycle.azure-sdk-for-go.json")).toEqual(asRecorded);
  });

  it("not found three ways, and the older bodies (azure-service-operator 2022)", async () => {
    expect(await replay("snapshot-crud-404s.azure-service-operator.json", { lastGroupIsGone: true })).toEqual(asRecorded);
  });

  it("a Premium SSD v2 disk and an incremental snapshot on Premium storage (azure-powershell 2025)", async () => {
    const allowed = [
      { difference: /^header x-cache is missing$/, reason: "Azure Front Door's own, which Local Azure does not have" },
      { difference: /^header x-ms-operation-identifier is missing$/, reason: "for support tickets; no client reads it" },
    ];
    expect(await replay("instant-access-and-errors.azure-powershell.json", { allowed })).toEqual(asRecorded);
  });
});
