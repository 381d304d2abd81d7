// The signatures that Local Azure really gave out, looked for everywhere a secret could come to rest: answers, log
// lines, every table, and every byte of the data directory (database files, its log, artifacts).

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import * as accesses from "#app/api/accesses/route.ts";
import * as audit from "#app/api/audit/route.ts";
import * as diffs from "#app/api/diffs/route.ts";
import * as refresh from "#app/api/inventory/refresh/route.ts";
import * as operations from "#app/api/operations/route.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import { assignRole } from "#lib/local-azure/testing/assign-role.ts";
import type { App } from "#lib/server/wiring/container.ts";
import { get, post, startTestApp, type TestApp } from "./testing/test-app.ts";

const hourMs = 3_600_000;

test("no signature, token or client secret comes to rest anywhere, whether reading succeeds or fails", async () => {
  const running = await startTestApp({ keepData: true });
  const { azure, app } = running;
  const [first, second] = makeSnapshots(running, 3);
  // Their data opens only to a token beside the SAS, so that one goes through every reading, good or bad.
  await assignRole(azure, "Data Operator for Managed Disks", "owner", `/subscriptions/${azure.subscriptionId}`);
  for (const snapshot of azure.world.snapshots.values()) snapshot.dataAccessAuthMode = "AzureActiveDirectory";
  const answers: string[] = [];
  const ask = async (answer: Promise<Response>) => void answers.push(await (await answer).text());
  const pair = new URLSearchParams({ base: first ?? "", target: second ?? "" });

  await ask(refresh.POST(post("/api/inventory/refresh")));
  azure.faults.add({ kind: "reset", path: "comp=pagelist", times: 20 });
  await ask(diffs.GET(get(`/api/diffs?${pair}`)));
  azure.faults.clear();
  await ask(diffs.GET(get(`/api/diffs?${pair}`)));
  await ask(operations.POST(post("/api/operations", { kind: "measure" })));
  await measured(app, JSON.parse(answers.at(-1) ?? "").id);
  await ask(operations.GET(get("/api/operations")));
  await ask(accesses.GET(get("/api/accesses")));
  await ask(audit.GET(get("/api/audit")));
  expect(answers[2]).toContain('writtenBytes":1048576');
  const tables = await readTables(app);
  const tokens = await tokensInUse(app);
  const secrets = [
    ...tokens.flatMap((token) => [token, token.split(".").at(-1) ?? ""]),
    ...[...azure.world.grants.values()].flatMap(({ sig, si }) => [sig, encodeURIComponent(sig), si]),
    ...azure.endpoints.clients.map(({ clientSecret }) => clientSecret),
  ];
  await running.stop();

  const places = { answers: answers.join("\n"), log: JSON.stringify(running.lines), tables, files: readFiles(dirname(azure.dataDir)) };
  running.removeData();
  expect(azure.world.grants.size).toBeGreaterThan(4);
  for (const [place, text] of Object.entries(places)) {
    // Each was really read: it knows the snapshot.
    expect(text.toLowerCase(), place).toContain("canary01-1");
    expect(
      secrets.filter((secret) => text.includes(secret)),
      place,
    ).toEqual([]);
    expect(text, place).not.toMatch(/eyJ[\w-]{10,}\.eyJ/);
  }
});

function makeSnapshots({ azure }: TestApp, count: number): string[] {
  const { world, group } = azure;
  const disk = world.createEmptyDisk({ name: "canary01", group, sku: "Premium_LRS", sizeGib: 1 });
  return Array.from({ length: count }, (_, i) => {
    world.pages.fill(disk.imageId, i * 2 ** 20, 2 ** 20, { kind: "number", seed: i });
    return world.takeSnapshot({ disk, name: `canary01-${i}`, group, incremental: true, atMs: Date.now() - (count - i) * hourMs }).id;
  });
}

/** Those the app itself went by: it keeps them for minutes. */
async function tokensInUse({ connection }: App): Promise<string[]> {
  const credential = connection.credentialOf(testContext.principal);
  const scopes = ["https://management.azure.com/.default", "https://disk.azure.com//.default"];
  const tokens = await Promise.all(scopes.map((scope) => credential.getToken(scope)));
  expect(tokens.map((token) => token?.token.split(".")[2]?.length ?? 0).every((length) => length > 20)).toBe(true);
  return tokens.map((token) => token?.token ?? "");
}

async function measured(app: App, id: string): Promise<void> {
  let last: OperationRow | undefined;
  const { signal } = new AbortController();
  await app.stream.follow(id, testContext, signal, (row) => {
    last = row;
  });
  expect(last?.state).toBe("succeeded");
}

/** Every row of every table, the queue's included. */
async function readTables({ database }: App): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema')`.execute(database.db);
  expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(["public.operations", "public.access_ledger", "pgboss.job"]));
  const texts = await Promise.all(rows.map(({ name }) => sql`select to_jsonb(t) from ${sql.raw(name)} t`.execute(database.db)));
  return JSON.stringify(texts.map((result) => result.rows));
}

/** As bytes, one character each; Local Azure keeps its own secrets in its own folder. */
function readFiles(dataDir: string): string {
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !join(entry.parentPath, entry.name).startsWith(join(dataDir, "local-azure")))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}
