// What /api/health tells when something fails: a sentence of ours, never another program's error text.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import * as health from "#app/api/health/route.ts";
import { health as healthSchema } from "#lib/contract/health.ts";
import { AppError } from "#lib/domain/app-error.ts";
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
  const failure = new AppError("azure-unavailable", "Azure did not answer https://md-1.blob.example/x?sig=SECRET-SIGNATURE in time.");
  Object.assign(running.app.contact, { lastFailure: () => failure });
  const { text, answer } = await read();
  expect(answer.azure).toMatchObject({ reachable: false, message: expect.stringMatching(/^Azure did not answer/) });
  expect(text).not.toContain("SECRET-SIGNATURE");
});

test("a database that is away says so, and nothing of where it is", async () => {
  await running.app.database.db.destroy();
  const { answer } = await read();
  expect(answer.checks.find((check) => check.name === "Database")).toMatchObject({ ok: false, message: "The database did not answer." });
});
