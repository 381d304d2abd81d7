// What /api/health tells when something fails: a sentence of ours, never another program's error text.
import { once } from "node:events";
import { renameSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import * as health from "#app/api/health/route.ts";
import { health as healthSchema } from "#lib/contract/health.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { startTestAzure } from "#lib/local-azure/testing/test-azure.ts";
import { get, startTestApp, type TestApp } from "#lib/server/testing/test-app.ts";

let running: TestApp;
let parts: { ping: TestApp["app"]["database"]["ping"]; lastFailure: TestApp["app"]["contact"]["lastFailure"] };

beforeAll(async () => {
  running = await startTestApp();
  const { database, contact } = running.app;
  parts = { ping: database.ping, lastFailure: contact.lastFailure };
});
afterEach(() => {
  Object.assign(running.app.database, { ping: parts.ping });
  Object.assign(running.app.contact, { lastFailure: parts.lastFailure });
});
afterAll(() => running.stop());

async function read() {
  const text = await (await health.GET(get("/api/health"))).text();
  return { text, answer: healthSchema.parse(JSON.parse(text)) };
}

test("an error nobody foresaw is told without its text; the log has it", async () => {
  Object.assign(running.app.database, { ping: () => Promise.reject(new Error("getaddrinfo ENOTFOUND db-7.corp.internal")) });
  const { text, answer } = await read();
  expect(answer).toMatchObject({ status: "degraded", storage: { reachable: false } });
  expect(answer.checks.find((check) => check.name === "Database")).toMatchObject({
    ok: false,
    message: "Something went wrong in Snapscope.",
  });
  expect(text).not.toMatch(/db-7|ENOTFOUND/);
  expect(running.lines).toContainEqual(
    expect.objectContaining({
      event: "health-check-failed",
      check: "Database",
      err: expect.objectContaining({ message: expect.stringContaining("db-7") }),
    }),
  );
});

test("our own errors are told in their words, without what opens a door", async () => {
  const failure = new AppError("azure-failed", "Azure did not like https://md-1.blob.example/x?sig=SECRET-SIGNATURE.");
  Object.assign(running.app.contact, { lastFailure: () => failure });
  const { text, answer } = await read();
  expect(answer.azure).toMatchObject({ reachable: false, message: expect.stringMatching(/^Azure did not like/) });
  expect(text).not.toContain("SECRET-SIGNATURE");
});

test("a database whose lists are damaged is not well, though it takes a row", async () => {
  const { view } = running.app;
  const { known } = view;
  Object.assign(view, { known: () => Promise.reject(new AppError("storage-damaged", "The database is damaged.")) });
  const { answer } = await read();
  Object.assign(view, { known });
  expect(answer).toMatchObject({ status: "degraded", storage: { reachable: false }, azure: { reachable: true } });
  expect(answer.checks).toContainEqual({ name: "Database", ok: false, message: "The database is damaged." });
});

test("a database that takes no writes says so", async () => {
  await sql`set default_transaction_read_only = on`.execute(running.app.database.db);
  const { answer } = await read();
  await sql`set default_transaction_read_only = off`.execute(running.app.database.db);
  expect(answer.checks).toContainEqual({ name: "Database", ok: false, message: "The database takes no writes." });
  expect((await read()).answer).toMatchObject({ status: "ok", storage: { reachable: true } });
});

test("a database that hangs is told within five seconds, and is not taken for Azure's fault", async () => {
  const never = () => new Promise<never>(() => undefined);
  Object.assign(running.app.database, { ping: never });
  const begunMs = performance.now();
  const { answer } = await read();
  expect(performance.now() - begunMs).toBeLessThan(5000);
  expect(answer).toMatchObject({ status: "degraded", azure: { reachable: true }, storage: { reachable: false } });
  expect(answer.checks).toContainEqual({ name: "Database", ok: false, message: "The database did not answer within 4 seconds." });
});

test("a disk that takes no writes says so", async () => {
  const artifacts = join(running.app.config.dataDir, "artifacts");
  renameSync(artifacts, `${artifacts}-away`);
  const { answer } = await read();
  renameSync(`${artifacts}-away`, artifacts);
  expect(answer).toMatchObject({ status: "degraded", storage: { reachable: true } });
  expect(answer.checks).toContainEqual({ name: "Disk", ok: false, message: "The disk of the data directory fails (ENOENT)." });
});

test("Local Azure that is away, or hangs, is told within five seconds, though its lists are known; and so is its return", async () => {
  await read();
  const dataDir = running.azure.dataDir;
  const port = Number(new URL(running.azure.endpoints.arm).port);
  await running.azure.close();
  for (const isHanging of [false, true]) {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    if (isHanging) await once(silent.listen(port, "127.0.0.1"), "listening");
    const begunMs = performance.now();
    const { answer } = await read();
    expect(performance.now() - begunMs).toBeLessThan(5000);
    expect(answer).toMatchObject({
      status: "degraded",
      azure: { reachable: false, message: expect.stringMatching(/did not answer|reach/) },
    });
    expect(answer.storage.reachable).toBe(true);
    silent.close();
    for (const socket of sockets) socket.destroy();
  }
  const again = await startTestAzure({ dataDir });
  expect((await read()).answer).toMatchObject({ status: "ok", azure: { reachable: true } });
  await again.close();
});

test("a database that is away says so, and nothing of where it is", async () => {
  await running.app.database.db.destroy();
  const { answer } = await read();
  expect(answer.checks.find((check) => check.name === "Database")).toMatchObject({ ok: false, message: "The database did not answer." });
});
