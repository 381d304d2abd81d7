// Resource Graph over HTTP: pages, quota, rights and forms of the answer.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import type { TestAzure } from "../testing/test-azure.ts";
import { startTestAzure } from "../testing/test-azure.ts";

let azure: TestAzure;
const nowMs = Date.now();

beforeAll(async () => {
  azure = await startTestAzure({ clock: createClock({ realNowMs: () => nowMs }) });
  const disk = azure.world.createEmptyDisk({ name: "Source", group: azure.group, sku: "Premium_LRS", sizeGib: 4, tags: { team: "x" } });
  for (let at = 0; at < 7; at++) azure.world.takeSnapshot({ disk, name: `snap-${at}`, group: azure.group, incremental: true });
});
afterAll(() => azure.stop());
/** A new window of the quota. */
beforeEach(() => azure.world.clock.advance(6_000));

interface Page {
  totalRecords: number;
  count: number;
  resultTruncated: string;
  $skipToken?: string;
  data: Record<string, unknown>[];
  error?: { code: string; details?: { code: string }[] };
}

async function ask(query: string, options: object = {}, more: { subscriptions?: string[]; client?: string; version?: string } = {}) {
  const path = `/providers/Microsoft.ResourceGraph/resources?api-version=${more.version ?? "2021-03-01"}`;
  const response = await azure.call("POST", path, { query, options, subscriptions: more.subscriptions }, more.client);
  return { status: response.status, headers: response.headers, page: (await response.json()) as Page };
}

const snapshots = "resources | where type =~ 'microsoft.compute/snapshots' | project id, name | order by name asc";

describe("Resource Graph", () => {
  it("pages by $skipToken, each record once, with totals", async () => {
    const found: unknown[] = [];
    let $skipToken: string | undefined;
    for (let pages = 0; pages < 3; pages++) {
      const { page } = await ask(snapshots, { $top: 3, ...($skipToken === undefined ? {} : { $skipToken }) });
      expect([page.totalRecords, page.count, page.resultTruncated]).toEqual([7, pages < 2 ? 3 : 1, pages < 2 ? "true" : "false"]);
      found.push(...page.data.map(({ name }) => name));
      $skipToken = page.$skipToken;
    }
    expect($skipToken).toBeUndefined();
    expect(found).toEqual(Array.from({ length: 7 }, (_, at) => `snap-${at}`));
    expect((await ask(snapshots, { $top: 2, $skip: 6 })).page.data).toMatchObject([{ name: "snap-6" }]);
  });

  it("gives no token without the id, nor with a limit, and takes none of another query", async () => {
    expect((await ask(snapshots.replace("id, ", ""), { $top: 3 })).page).toMatchObject({ resultTruncated: "true", count: 3 });
    expect((await ask(snapshots.replace("id, ", ""), { $top: 3 })).page.$skipToken).toBeUndefined();
    expect((await ask(`${snapshots} | limit 5`, { $top: 3 })).page.$skipToken).toBeUndefined();
    const { page } = await ask(snapshots, { $top: 3 });
    expect((await ask(`${snapshots} | where true`, { $skipToken: page.$skipToken })).status).toBe(400);
  });

  it("shows types and groups in lower case, the record as GET shows it, and 1000 records a page at most", async () => {
    const { page } = await ask("Resources | where type == 'microsoft.compute/disks'");
    expect(page.data).toMatchObject([
      {
        name: "Source",
        resourceGroup: "test-group",
        location: "westeurope",
        sku: { name: "Premium_LRS", tier: "Premium" },
        tags: { team: "x" },
      },
    ]);
    expect(page.data[0]?.properties).toMatchObject({ diskSizeGB: 4 });
    expect((await ask(snapshots, { $top: 1001 })).status).toBe(400);
  });

  it("has the table form of 2019 too, and resource containers", async () => {
    const { page } = await ask(
      "resourcecontainers | where type =~ 'microsoft.resources/subscriptions/resourcegroups' | project name, tags",
      {},
      { version: "2019-04-01" },
    );
    expect(page.data).toEqual({
      columns: [
        { name: "name", type: "string" },
        { name: "tags", type: "object" },
      ],
      rows: expect.arrayContaining([["Test-Group", {}]]),
    });
  });

  it("counts fifteen queries in five seconds for each caller, then answers 429", async () => {
    const first = await ask(snapshots);
    expect([first.headers.get("x-ms-user-quota-remaining"), first.headers.get("x-ms-user-quota-resets-after")]).toEqual(["14", "00:00:05"]);
    for (let at = 1; at < 15; at++) await ask(snapshots);
    const refused = await ask(snapshots);
    expect([refused.status, refused.page.error?.code, refused.headers.get("retry-after")]).toEqual([429, "RateLimiting", "5"]);
    expect((await ask(snapshots, {}, { client: "reader" })).status).toBe(200);
    azure.world.clock.advance(5_000);
    expect((await ask(snapshots)).status).toBe(200);
  });

  it("shows only what the caller may read, in subscriptions the caller sees", async () => {
    const { page } = await ask("resources | summarize count() by type", {}, { client: "backup" });
    expect(page.data).toHaveLength(2);
    const hidden = await ask(snapshots, {}, { client: "guest" });
    expect([hidden.status, hidden.page.error?.details?.[0]?.code]).toEqual([400, "NoValidSubscriptionsInQueryRequest"]);
    expect((await ask(snapshots, {}, { subscriptions: ["00000000-0000-4000-8000-00000000dead"] })).status).toBe(400);
    expect((await ask(snapshots, {}, { subscriptions: [azure.subscriptionId.toUpperCase()] })).page.count).toBe(7);
    expect((await ask("resources | count", {}, { client: "finance" })).page.data).toEqual([{ Count: 0 }]);
  });

  it("refuses facets, management groups and unknown KQL by name", async () => {
    const path = "/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01";
    for (const [body, name] of [
      [{ query: snapshots, facets: [{ expression: "location" }] }, "facets"],
      [{ query: snapshots, managementGroups: ["mg"] }, "managementGroups"],
      [{ query: "resources | mv-expand tags" }, "mv-expand"],
    ] as const) {
      const response = await azure.call("POST", path, body);
      expect([response.status, await response.text()]).toEqual([501, expect.stringContaining(name)]);
    }
  });
});
