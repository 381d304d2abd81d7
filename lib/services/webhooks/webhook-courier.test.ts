// Each end of an operation comes to each webhook that listens, at least once and under one id, whatever ends in between.
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { createWebhookOutbox } from "#lib/adapters/database/webhook-outbox.ts";
import { GIVE_UP_MS, type Webhook, type WebhookNote, webhookWaitMs } from "#lib/domain/operations/webhook.ts";
import { engineForTests } from "#lib/operations/testing/engine-for-tests.ts";
import { createWebhookCourier } from "./webhook-courier.ts";

const engine = engineForTests();
const hookOf = (name: string, events: Webhook["events"]): Webhook => ({
  name,
  url: "https://example.com",
  shape: "json",
  events,
  allowPrivate: false,
});
const all = hookOf("all", ["operation.succeeded", "operation.failed", "operation.cancelled"]);
const failures = hookOf("failures", ["operation.failed"]);
let heard: { hook: string; note: WebhookNote }[];
let isAway = false;
beforeEach(async () => {
  heard = [];
  isAway = false;
  await sql`delete from webhook_events`.execute(engine.database.db);
});

const outbox = () => createWebhookOutbox(engine.database.db);
const courier = (hooks: readonly Webhook[] = [all, failures]) =>
  createWebhookCourier({
    hooks,
    outbox: outbox(),
    sender: {
      async send({ name }, note) {
        heard.push({ hook: name, note });
        if (isAway) throw new Error(`${name} answered 503.`);
      },
    },
    log: () => undefined,
  });
const due = () => sql`update webhook_deliveries set next_at = now()`.execute(engine.database.db);

async function endOne(event: "succeeded" | "failed"): Promise<string> {
  const { id } = await engine.create({ title: "Copy a" });
  const claimed = await engine.store.claim(id, "worker", 60_000);
  if (!claimed) throw new Error("no lease");
  const error = event === "failed" ? { error: { code: "azure-failed", message: "Azure said no.", retryable: false } } : {};
  await engine.store.release(claimed.lease, { event, ...error });
  return id;
}

test("who listens for it hears it, once", async () => {
  const [good, bad] = [await endOne("succeeded"), await endOne("failed")];
  const { id: cancelled } = await engine.create();
  await engine.store.requestCancel(cancelled);
  await courier().round();
  await courier().round();
  const told = heard.map(({ hook, note }) => [hook, note.event, note.operation.id]).toSorted();
  expect(told).toEqual(
    [
      ["all", "operation.succeeded", good],
      ["all", "operation.failed", bad],
      ["all", "operation.cancelled", cancelled],
      ["failures", "operation.failed", bad],
    ].toSorted(),
  );
  expect(heard.find(({ note }) => note.operation.id === bad)?.note.operation).toMatchObject({ title: "Copy a", error: "Azure said no." });
});

test("what was not taken is tried again later, under the same id, and told in the end", async () => {
  await endOne("failed");
  isAway = true;
  await courier([failures]).round();
  await courier([failures]).round();
  expect(heard).toHaveLength(1);
  expect(await outbox().standings()).toMatchObject([{ hook: "failures", waiting: 1, givenUp: 0, lastError: "failures answered 503." }]);
  isAway = false;
  await due();
  await courier([failures]).round();
  expect(new Set(heard.map(({ note }) => note.id)).size).toBe(1);
  expect(await outbox().standings()).toMatchObject([{ waiting: 0, lastSentAt: expect.any(String) }]);
});

test("one that was taken by a process that died is due again; two that take at once take each its own", async () => {
  await endOne("failed");
  await outbox().spread([failures]);
  const [first, second] = await Promise.all([outbox().take(["failures"], 8, 60_000), outbox().take(["failures"], 8, 60_000)]);
  expect(first.length + second.length).toBe(1);
  await due();
  await courier([failures]).round();
  expect(heard.map(({ note }) => note.id)).toEqual([...first, ...second].map(({ note }) => note.id));
});

test("after a day it is given up, and that is told", async () => {
  await endOne("failed");
  isAway = true;
  await courier([failures]).round();
  await sql`update webhook_events set at = now() - interval '25 hours'`.execute(engine.database.db);
  await due();
  await courier([failures]).round();
  await due();
  await courier([failures]).round();
  expect(heard).toHaveLength(2);
  expect(await outbox().standings()).toMatchObject([{ waiting: 0, givenUp: 1 }]);
});

test("what ended before a webhook was there is not told to it", async () => {
  await endOne("failed");
  await courier([]).round();
  await courier([failures]).round();
  expect(heard).toEqual([]);
});

test("the waits grow to an hour, within a day", () => {
  expect([1, 2, 3, 20].map(webhookWaitMs)).toEqual([5000, 10_000, 20_000, 3_600_000]);
  expect(GIVE_UP_MS).toBe(86_400_000);
});

test("a hook with much to be told does not keep another one waiting", async () => {
  const one = hookOf("one", ["operation.succeeded"]);
  for (let i = 0; i < 9; i++) await endOne("succeeded");
  await outbox().spread([one, failures]);
  await endOne("failed");
  await courier([one, failures]).round();
  expect(heard.map(({ hook }) => hook)).toContain("failures");
});

test("what cannot be read is given up, and the others are told", async () => {
  const [damaged, whole] = [await endOne("failed"), await endOne("failed")];
  await sql`update webhook_events set body = '{}' where operation_id = ${damaged}`.execute(engine.database.db);
  await courier([failures]).round();
  expect(heard.map(({ note }) => note.operation.id)).toEqual([whole]);
  expect(await outbox().standings()).toMatchObject([{ waiting: 0, givenUp: 1, lastError: "What was stored of it cannot be read." }]);
});
