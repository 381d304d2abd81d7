// A bill to ask about, over HTTP, for the tests of reports and exports: forty snapshots of a gigabyte each and more,
// a copy to another region, and a clock that stands still unless it is moved.

import type { Clock } from "../clock.ts";
import { createClock } from "../clock.ts";
import type { Snapshot } from "../model/records/snapshot.ts";
import type { CostSiteInput } from "./cost-site.ts";
import { createCostSite } from "./cost-site.ts";
import { hourMs } from "./meter-quantity.ts";
import type { MeteredWorld } from "./metered-usage.ts";
import { snapshotRecord } from "./snapshot-fixture.ts";
import type { TestServer } from "./test-server.ts";
import { startTestServer } from "./test-server.ts";

export interface CostFixture extends TestServer {
  clock: Clock;
  world: MeteredWorld;
}

const gib = 2 ** 30;
const createdMs = Date.parse("2025-11-01T00:00Z");

export async function startCostFixture({ now, ...more }: Partial<CostSiteInput> & { now: string }): Promise<CostFixture> {
  const startMs = Date.parse(now);
  const clock = createClock({ realNowMs: () => startMs });
  const snapshots = new Map<string, Snapshot>();
  const add = (snapshot: ReturnType<typeof snapshotRecord>) => snapshots.set(snapshot.uniqueId, snapshot);
  for (let i = 0; i < 40; i++)
    add(snapshotRecord(`s${i}`, [{ atMs: createdMs, bytes: (i + 1) * gib }], { tags: { env: "prod", "App Name": `db "${i}"` } }));
  const copiedMs = Date.parse("2026-01-20T00:00Z");
  const copied = [
    { atMs: copiedMs, bytes: 0 },
    { atMs: copiedMs + 2 * hourMs, bytes: 10 * gib },
  ];
  add(snapshotRecord("copy", copied, { location: "northeurope", creationData: { createOption: "CopyStart", sourceUniqueId: "s0" } }));
  const subscriptions = new Map([["sub-1", { subscriptionId: "sub-1", displayName: "Prod, EU", tenantId: "t" }]]);
  const world: MeteredWorld = { clock, subscriptions, snapshots, disks: new Map(), settle: () => {} };
  const site = createCostSite({ world, options: { retryAfterSeconds: 60 }, ...more });
  const server = await startTestServer(async (req, res, url) => (await site.answerFiles(req, res, url)) || site.answerCosts(req, res, url));
  return { ...server, clock, world };
}

/** Records of a CSV file by column name; quotes and doubled quotes are read, line breaks within fields are not. */
export function readCsv(text: string): Record<string, string>[] {
  const [header = [], ...rows] = text
    .replace(/^\uFEFF/, "")
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1]?.replaceAll('""', '"') ?? m[2] ?? ""));
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ""])));
}

/** A sum of decimals of at most twelve places, exact. */
export function sumOf(decimals: string[]): bigint {
  const scaled = (text: string) => {
    const [whole = "0", rest = ""] = text.replace("-", "").split(".");
    return BigInt(whole + rest.padEnd(12, "0")) * (text.startsWith("-") ? -1n : 1n);
  };
  return decimals.reduce((sum, text) => sum + scaled(text), 0n);
}
