// Recorded traffic and examples of Azure's cost APIs, played again against a bill of forty groups.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import type { RecordedResponse } from "../testing/recording-comparison.ts";
import { compareAnswer } from "../testing/recording-comparison.ts";
import type { Allowance, Exchange } from "../testing/recordings.ts";
import { areRecordingsHere, asRecorded, exchangesOf, judge, readRecording } from "../testing/recordings.ts";
import type { TestAzure } from "../testing/test-azure.ts";
import { startTestAzure } from "../testing/test-azure.ts";

/** Within the thirteen months that reports reach back from the period of the example. */
const nowMs = Date.parse("2022-06-10T12:00:00Z");
let azure: TestAzure;

/** The first row of the month has no tags, the second has, as in the recording; May has more than a page of groups and days. */
async function fillBill({ world, subscriptionId }: TestAzure): Promise<void> {
  for (let index = 0; index < 40; index++) {
    const group = world.addGroup({ subscriptionId, name: `bill-${index}`, location: "westeurope" });
    const disk = world.createEmptyDisk({ name: "disk", group, sku: "Standard_LRS", sizeGib: 1 });
    world.pages.write(disk.imageId, 0, new Uint8Array(2 ** 22).fill(1));
    const tags = index === 0 ? undefined : { RaphyT: "Test" };
    const snapshot = world.takeSnapshot({
      name: "snapshot",
      group,
      disk,
      incremental: true,
      tags,
      atMs: Date.parse("2022-04-28T00:00:00Z"),
    });
    if (index === 0) world.deleteSnapshot(snapshot, Date.parse("2022-06-01T12:00:00Z"));
  }
  await world.flush();
}

async function differences({ request, response }: Exchange): Promise<string[]> {
  const path = request.url
    .replace("https://management.azure.com", "")
    .replace(/\/subscriptions\/[0-9a-f-]{36}/, `/subscriptions/${azure.subscriptionId}`);
  return labelled("", response, await azure.call(request.method, path, request.body));
}

async function labelled(label: string, recorded: RecordedResponse, answered: Response): Promise<string[]> {
  return (await compareAnswer(recorded, answered)).map((difference) => `${label}: ${difference}`);
}

describe.skipIf(!areRecordingsHere)("a recorded exchange about costs gets the same answer from Local Azure", () => {
  beforeAll(async () => {
    azure = await startTestAzure({ clock: createClock({ realNowMs: () => nowMs }), options: { retryAfterSeconds: 60 } });
    await fillBill(azure);
  });

  afterAll(() => azure.stop());

  it("a query by group and day (azure-cli-extensions 2020)", async () => {
    const [exchange, ...more] = exchangesOf("cost-query-by-resource-group.azure-cli-extensions.json");
    expect(more).toEqual([]);
    const allowed: Allowance[] = [
      { difference: /^body\.properties\.rows has 1000 elements instead of 8$/, reason: "the recording keeps a sample of a page's rows" },
    ];
    expect(judge(exchange === undefined ? [] : await differences(exchange), allowed)).toEqual(asRecorded);
  });

  it("usage details with what can be expanded (azure-cli 2018)", async () => {
    const [exchange, ...more] = exchangesOf("consumption-usage-list.azure-cli.json");
    if (exchange === undefined) throw new Error("the recording is empty");
    expect(more).toEqual([]);
    const url = `${exchange.request.url}&api-version=2018-01-31`;
    const allowed: Allowance[] = [
      { difference: /^body\.value has 5 elements instead of 2$/, reason: "the recording keeps two of its five rows" },
      {
        difference: /^body\.value\[1\]\.properties\.additionalProperties is missing$/,
        reason: "what the size and image of a machine is; the recorded row without them is of storage, as all are here",
      },
    ];
    expect(judge(await differences({ ...exchange, request: { ...exchange.request, url } }), allowed)).toEqual(asRecorded);
  });

  it("a report of a billing period: accepted, completed, and one without a row (REST API specification)", async () => {
    const example = readRecording<CostReportExample>("rest-api-spec-examples/GenerateCostDetailsReport.json");
    const provider = `/subscriptions/${azure.subscriptionId}/providers/Microsoft.CostManagement`;
    const ask = (body: object) => azure.call("POST", `${provider}/generateCostDetailsReport?api-version=2023-11-01`, body);
    const accepted = await ask(example.request);
    const empty = await ask({ ...example.request, billingPeriod: "202203" });
    azure.world.clock.advance(60_000);
    const found = [
      ...(await labelled("202", { status: 202, ...withScope(example["202"]) }, accepted)),
      ...(await labelled("200", { status: 200, headers: {}, ...withScope(example["200"]) }, await poll(accepted))),
      ...(await labelled("204", { status: 204, headers: {}, ...example["204"] }, await poll(empty))),
    ];
    expect(judge(found, [])).toEqual(asRecorded);
  });
});

interface CostReportExample {
  request: { metric: string; billingPeriod: string };
  202: { headers: Record<string, string> };
  200: { body: object };
  204: object;
}

function poll(accepted: Response): Promise<Response> {
  return azure.call("GET", accepted.headers.get("location") ?? "");
}

/** The example is of a billing account, which Local Azure has none of to ask: the same of a subscription. */
function withScope<T>(part: T): T {
  const text = JSON.stringify(part).replaceAll(
    "providers/Microsoft.Billing/billingAccounts/12345",
    `subscriptions/${azure.subscriptionId}`,
  );
  return JSON.parse(text) as T;
}
