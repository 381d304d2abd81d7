// Lists of operations longer than a page, on an embedded database.

import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operationQuery } from "#lib/contract/operations.ts";
import { testContext, testSight } from "#lib/domain/testing/principal-sample.ts";
import { openTestEngine, type TestEngine } from "#lib/operations/testing/test-engine.ts";
import { failedOperations } from "#lib/services/overview/failed-operations.ts";
import { createOperationDesk, type OperationDesk } from "./operation-desk.ts";
import { listOperations } from "./operation-requests.ts";
import { operationsCsv } from "./operations-csv.ts";

const succeeded = 1200;
const dayMs = 86_400_000;
let engine: TestEngine;
let desk: OperationDesk;
beforeAll(async () => {
  engine = await openTestEngine();
  const runner = { submitted: async () => undefined, cancelled: () => undefined };
  desk = createOperationDesk({
    turns: { places: async () => new Map() },
    store: engine.store,
    runner,
    kinds: [],
    sightOf: async () => testSight,
    changed: () => undefined,
    ids: { uuid: () => "none" },
  });
  await insert("failed", 1, "8 days");
  await insert("failed", 2, "6 days");
  await insert("succeeded", succeeded, "1 minute");
});
afterAll(() => engine.close());

/** The newest first within one call: a microsecond apart, which JavaScript does not see. */
function insert(state: string, count: number, age: string) {
  const name = `${state}-${age.replace(" ", "-")}`;
  return sql`insert into operations (id, kind, state, title, payload, request_id, request_hash, created_at, finished_at)
    select ${`${name}-`}::text || i, 'test', ${state}::text, ${name}::text, '{}', 'request-1', 'hash',
      now() - ${age}::text::interval - i * interval '1 microsecond', now() - ${age}::text::interval
    from generate_series(1, ${count}::integer) as i`.execute(engine.database.db);
}

const query = (values: Record<string, unknown> = {}) => operationQuery.parse(values);
const linesOf = async (values: Record<string, unknown>) =>
  (await Array.fromAsync(operationsCsv({ desk }, query({ ...values, format: "csv" }), testContext))).join("").trim().split("\r\n").slice(1);

test("the CSV has every row the filter shows, in the list's order, none twice", async () => {
  const lines = await linesOf({});
  expect(lines).toHaveLength(succeeded + 3);
  expect(new Set(lines).size).toBe(succeeded + 3);
  expect(lines[0]).toContain("succeeded-1-minute-1,");
  expect(lines.at(-1)).toContain("failed-8-days-1,");
  expect(await linesOf({ kind: "other" })).toEqual([]);
});

test("what is ordered while the CSV is made moves no row of it", async () => {
  const parts = operationsCsv({ desk }, query({ format: "csv" }), testContext);
  let text = (await parts.next()).value ?? "";
  const { id } = await engine.create();
  for await (const part of parts) text += part;
  const lines = text.trim().split("\r\n").slice(1);
  expect(new Set(lines).size).toBe(lines.length);
  expect(lines).toHaveLength(succeeded + 3);
  await sql`delete from operations where id = ${id}`.execute(engine.database.db);
});

test("page after page shows every operation once, each page with the total", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listOperations({ desk }, query({ limit: 500, cursor }), testContext);
    expect(page.total).toBe(succeeded + 3);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect([seen.length, new Set(seen).size]).toEqual([succeeded + 3, succeeded + 3]);
});

test("a page that ends with the list offers no other", async () => {
  const { items, nextCursor } = await listOperations(
    { desk },
    query({ limit: 500, state: "finished", cursor: "failed-6-days-1" }),
    testContext,
  );
  expect([items.map(({ id }) => id), nextCursor]).toEqual([["failed-6-days-2", "failed-8-days-1"], undefined]);
});

test.each(["none", "100", "'; drop table operations; --"])("a cursor this list did not give is refused: %s", async (cursor) => {
  await expect(listOperations({ desk }, query({ cursor }), testContext)).rejects.toMatchObject({
    code: "invalid-input",
    details: { field: "cursor", given: cursor },
  });
});

test("the overview tells what failed within a week, however much succeeded since", async () => {
  const items = await failedOperations(engine.store, testSight, Date.now());
  expect(items.map(({ id }) => id)).toEqual(["operation-failed:failed-6-days-1", "operation-failed:failed-6-days-2"]);
  expect(await failedOperations(engine.store, testSight, Date.now() + 2 * dayMs)).toEqual([]);
});
