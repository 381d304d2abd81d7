// A bill to ask about, over HTTP and through the router of Resource Manager, for the tests of queries, reports and
// exports: forty snapshots of a gigabyte each and more, a copy to another region, and a clock that stands still unless it
// is moved.

import { createArmHandler } from "../arm/router.ts";
import type { ClientIdentity } from "../auth/identities.ts";
import type { TokenAuthority } from "../auth/tokens/tokens.ts";
import { AccountCatalog } from "../blob/accounts/account-catalog.ts";
import type { Clock } from "../clock.ts";
import { createClock } from "../clock.ts";
import type { CostSiteInput } from "../cost/cost-site.ts";
import { createCostSite } from "../cost/cost-site.ts";
import { hourMs } from "../cost/meter/meter-quantity.ts";
import type { Snapshot } from "../model/records/snapshot.ts";
import { World } from "../model/world.ts";
import type { PageStore } from "../pages/page-store.ts";
import type { TestServer } from "./handler-server.ts";
import { startTestServer } from "./handler-server.ts";
import { snapshotRecord } from "./metered-records.ts";

export interface CostFixture extends TestServer {
  clock: Clock;
  snapshots: ReadonlyMap<string, Snapshot>;
}

export interface CostFixtureInput extends Partial<Omit<CostSiteInput, "world">> {
  now: string;
  /** Default: those of the file's first lines. */
  snapshots?: Snapshot[];
}

const gib = 2 ** 30;
const createdMs = Date.parse("2025-11-01T00:00Z");

export async function startCostFixture({ now, snapshots = defaultSnapshots(), ...more }: CostFixtureInput): Promise<CostFixture> {
  const startMs = Date.parse(now);
  const clock = createClock({ realNowMs: () => startMs });
  const world = new World({ clock, pages: noPages, tenantId: "t" });
  world.restore({ kind: "subscription", record: { subscriptionId: "sub-1", displayName: "Prod, EU", tenantId: "t" } });
  for (const record of snapshots) world.restore({ kind: "snapshot", record });
  const site = createCostSite({ world, options: { retryAfterSeconds: 60 }, ...more });
  const answerArm = createArmHandler({ ...signedInAsOwner, world, routes: site.routes, accounts: new AccountCatalog("", noPages, clock) });
  const server = await startTestServer(
    async (req, res, url) => (await site.answerFiles(req, res, url)) || answerArm(req, res, url).then(() => true),
  );
  return { ...server, clock, snapshots: world.snapshots };
}

/** Nothing here has bytes. */
const noPages = {} as PageStore;

const owner: ClientIdentity = { name: "owner", clientId: "c", objectId: "o", roles: ["Owner"] };

/** The router of Resource Manager with an authenticator that takes everybody for the owner. */
const signedInAsOwner = {
  tenantId: "t",
  tokens: { verify: async () => owner } as unknown as TokenAuthority,
  identities: { tenantId: "t", clients: [], personas: [] },
  options: { retryAfterSeconds: 60, pageSize: 100 },
  blobOriginFor: () => "",
  findPageBlob: () => undefined,
};

function defaultSnapshots(): Snapshot[] {
  const copiedMs = Date.parse("2026-01-20T00:00Z");
  const copied = [
    { atMs: copiedMs, bytes: 0 },
    { atMs: copiedMs + 2 * hourMs, bytes: 10 * gib },
  ];
  return [
    ...Array.from({ length: 40 }, (_, i) =>
      snapshotRecord(`s${i}`, [{ atMs: createdMs, bytes: (i + 1) * gib }], { tags: { env: "prod", "App Name": `db "${i}"` } }),
    ),
    snapshotRecord("copy", copied, { location: "northeurope", creationData: { createOption: "CopyStart", sourceUniqueId: "s0" } }),
  ];
}

/** Records of a CSV file by column name; quotes and doubled quotes are read, line breaks within fields are not. */
export function readCsv(text: string): Record<string, string>[] {
  const [header = [], ...rows] = text
    .replace(/^\uFEFF/, "")
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) => [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1]?.replaceAll('""', '"') ?? m[2] ?? ""));
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
