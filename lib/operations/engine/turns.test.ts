// Turns on a real database: lines, slots, two servers at once, and what an end passes on.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { createTurnStore } from "#lib/adapters/database/operation-turns.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { testSight } from "#lib/domain/testing/principal-sample.ts";
import { engineForTests } from "#lib/operations/testing/engine-for-tests.ts";
import type { OperationTurn } from "./operation-turn.ts";
import { createTurns } from "./turns.ts";

const engine = engineForTests();
const store = () => createTurnStore(engine.database.db, engine.store);
const turns = (azureWait: () => Promise<string | undefined> = async () => undefined) =>
  createTurns({ turns: store(), azureWait, log: () => undefined, changed: () => undefined });
const { signal } = new AbortController();
const look = (id: string) => turns().look(id, signal);
const create = async (turn: Partial<OperationTurn>) =>
  (await engine.create({ turn: { line: randomUUID(), slot: randomUUID(), maxInSlot: 100, orderAt: "2026-01-01T00:00:00Z", ...turn } })).id;

async function end(id: string): Promise<void> {
  const claimed = await engine.store.claim(id, "worker", 60_000);
  if (!claimed) throw new Error("no lease");
  await engine.store.release(claimed.lease, { event: "failed", error: { code: "internal", message: "No.", retryable: false } });
}

test("of a line one is under way; nobody claims another one, which is due again when it has ended", async () => {
  const line = randomUUID();
  const [first, second] = [await create({ line }), await create({ line, orderAt: "2026-01-02T00:00:00Z" })];
  expect(await engine.store.claim(first, "worker", 60_000)).toBeUndefined();
  expect([await look(second), await look(first)]).toEqual([false, true]);
  expect(await engine.store.claim(second, "worker", 60_000)).toBeUndefined();
  expect((await store().due(100)).includes(second)).toBe(false);
  expect(await store().places([second], testSight)).toMatchObject(new Map([[second, { position: 2, behind: { id: first } }]]));
  await end(first);
  expect((await store().due(100)).includes(second)).toBe(true);
  expect(await look(second)).toBe(true);
  await end(second);
});

test("of two servers that look at once, each at another one of the line, one begins", async () => {
  const line = randomUUID();
  const both = await Promise.all([create({ line }), create({ line })]);
  const begun = await Promise.all(both.map((id) => store().begin(id)));
  expect(begun.filter(Boolean)).toHaveLength(1);
});

test("a slot that is full is waited for, in the order of asking, and the first that waits is looked at when there is room", async () => {
  const slot = randomUUID();
  const [first, second, third] = [
    await create({ slot, maxInSlot: 1 }),
    await create({ slot, maxInSlot: 1 }),
    await create({ slot, maxInSlot: 1 }),
  ];
  expect([await look(first), await look(second), await look(third)]).toEqual([true, false, false]);
  expect((await engine.store.get(second))?.waits).toEqual({
    reason: "slot",
    text: expect.stringContaining("the most Azure takes at once"),
  });
  await end(first);
  // Asked for later, it does not overtake.
  expect([await look(third), await look(second)]).toEqual([false, true]);
  await end(second);
  expect(await look(third)).toBe(true);
  await end(third);
});

test("what Azure has under way is waited for, and so is an Azure that does not say", async () => {
  const id = await create({});
  expect(await turns(async () => "Azure is busy.").look(id, signal)).toBe(false);
  expect((await engine.store.get(id))?.waits).toEqual({ reason: "azure", text: "Azure is busy." });
  const other = await create({});
  expect(await turns(() => Promise.reject(new AppError("azure-unavailable", "Away."))).look(other, signal)).toBe(false);
  expect((await engine.store.get(other))?.waits?.text).toContain("could not be asked");
});

test("tried again it waits for its turn again; one that was cancelled is out of the line", async () => {
  const line = randomUUID();
  const [first, second] = [await create({ line }), await create({ line })];
  await look(first);
  await end(first);
  await engine.store.requestCancel(second);
  expect(await engine.store.requestRetry(first)).toBe(true);
  expect(await engine.store.claim(first, "worker", 60_000)).toBeUndefined();
  expect(await look(first)).toBe(true);
  expect(await engine.store.claim(first, "worker", 60_000)).toBeDefined();
});

test.each([
  new AppError("not-found", "It is gone."),
  new AppError("forbidden", "Not permitted."),
  new Error("a payload of another version"),
])("what does not pass is not waited for: %s", async (error) => {
  expect(await turns(() => Promise.reject(error)).look(await create({}), signal)).toBe(true);
});

test("a turn that outlived its operation holds nobody up", async () => {
  const line = randomUUID();
  const [over, next] = [await create({ line }), await create({ line })];
  await engine.store.requestCancel(over);
  await sql`update operation_turns set is_begun = true where operation_id = ${over}`.execute(engine.database.db);
  expect(await look(next)).toBe(true);
});

test("what ends just before one begins to wait for it does not keep it waiting", async () => {
  const line = randomUUID();
  const [first, second] = [await create({ line }), await create({ line })];
  await look(first);
  const late = {
    ...store(),
    wait: async (...args: Parameters<ReturnType<typeof store>["wait"]>) => {
      await end(first);
      await store().wait(...args);
    },
  };
  const looking = createTurns({ turns: late, azureWait: async () => undefined, log: () => undefined, changed: () => undefined });
  expect(await looking.look(second, signal)).toBe(false);
  expect(await store().due(100)).toContain(second);
});

test("a turn that is given back makes room for who waits for it", async () => {
  const slot = randomUUID();
  const [first, second] = [await create({ slot, maxInSlot: 1 }), await create({ slot, maxInSlot: 1 })];
  expect([await look(first), await look(second)]).toEqual([true, false]);
  const claimed = await engine.store.claim(first, "worker", 60_000);
  if (!claimed) throw new Error("no lease");
  await engine.store.release(claimed.lease, { event: "retry-scheduled", runAfterMs: 60_000, givesTurnBack: "Azure is busy." });
  expect(await store().due(100)).toContain(second);
});
