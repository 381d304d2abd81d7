import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { AppError } from "#lib/domain/app-error.ts";
import { engineForTests } from "#lib/operations/testing/engine-for-tests.ts";
import { createGate, createMemoryQueue, handlerOf } from "#lib/operations/testing/test-engine.ts";
import type { OperationContext } from "./operation-handler.ts";

const engine = engineForTests();
const throttled = () => new AppError("azure-throttled", "Azure asks us to slow down.");
const hourMs = 3_600_000;

describe("an attempt that fails", () => {
  test("in a way that may pass is tried again later; finished steps are not done again and keep their result", async () => {
    const calls: string[] = [];
    const waits: number[] = [];
    await engine.start(
      async ({ step }) => {
        const found = await step("one", async () => {
          calls.push("one");
          return { found: 42 };
        });
        await step("two", async () => {
          calls.push(`two with ${found.found}`);
          if (calls.length < 4) throw throttled();
        });
      },
      {
        backOffMs: (attempts) => {
          waits.push(attempts);
          return 0;
        },
      },
    );
    const { id } = await engine.create();
    const record = await engine.ended(id);
    expect(record).toMatchObject({ state: "succeeded", attempts: 3 });
    expect(record).not.toHaveProperty("error");
    expect(calls).toEqual(["one", "two with 42", "two with 42", "two with 42"]);
    expect(waits).toEqual([1, 2]);
    expect(record.steps.map((step) => step.attempts)).toEqual([1, 3, 0]);
  });

  test("waits 1, 2, 4 … up to 60 seconds between attempts, with the reason shown meanwhile", async () => {
    await engine.start(() => Promise.reject(throttled()), { maxAttempts: 9 });
    const { id } = await engine.create();
    const waits: number[] = [];
    for (let attempts = 1; attempts < 9; attempts += 1) {
      const record = await engine.until(id, (one) => one.attempts === attempts && one.state === "queued");
      expect(record.error).toEqual({ code: "azure-throttled", message: "Azure asks us to slow down.", retryable: true });
      const { rows } = await sql<{ wait: number }>`
        select extract(epoch from run_after - updated_at)::float8 as wait from operations where id = ${id}`.execute(engine.database.db);
      waits.push(rows[0]?.wait ?? -1);
      await sql`update operations set run_after = now() where id = ${id}`.execute(engine.database.db);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(await engine.ended(id)).toMatchObject({ state: "failed", attempts: 9, error: { code: "azure-throttled" } });
  });

  test("because Azure named a longer wait comes again after that one", async () => {
    const error = new AppError("azure-throttled", "Not for five minutes.", { details: { retryAfterMs: 302_000 } });
    await engine.start(() => Promise.reject(error));
    const { id } = await engine.create();
    const record = await engine.until(id, (one) => one.attempts === 1 && one.state === "queued");
    expect(Date.parse(record.nextAttemptAt ?? "") - Date.parse(record.updatedAt)).toBe(302_000);
  });

  test("for good is failed at once, with the reason at the step and at the operation", async () => {
    await engine.start(async ({ step }) => {
      await step("one", async () => undefined);
      await step("two", () => Promise.reject(new AppError("not-possible", "Azure forbids it.")));
    });
    const { id } = await engine.create();
    const record = await engine.ended(id);
    expect(record).toMatchObject({
      state: "failed",
      attempts: 1,
      error: { code: "not-possible", message: "Azure forbids it.", retryable: false },
      steps: [{ state: "succeeded" }, { state: "failed", detail: "Azure forbids it." }, { state: "pending" }],
    });
  });

  test("by an error nobody foresaw tells nothing of it but to the log", async () => {
    await engine.start(() => Promise.reject(new Error("secret of the inside")));
    const { id } = await engine.create();
    const record = await engine.ended(id);
    expect(record).toMatchObject({ state: "failed", error: { code: "internal" } });
    expect(JSON.stringify(record)).not.toContain("secret of the inside");
    expect(engine.log.some(({ fields }) => fields.err instanceof Error && fields.err.cause === undefined)).toBe(true);
  });

  test("because its payload is not understood ends as failed, not in a loop", async () => {
    await engine.start(async () => undefined);
    const { id } = await engine.create({ payload: { kind: "from another version" } });
    expect(await engine.ended(id)).toMatchObject({ state: "failed", attempts: 1 });
  });

  test("because the database was away for a moment is tried again", async () => {
    let refusals = 1;
    const store = {
      ...engine.store,
      saveStep: async (...args: Parameters<typeof engine.store.saveStep>) => {
        if (refusals-- > 0) throw new AppError("storage-unavailable", "The database did not answer.");
        return engine.store.saveStep(...args);
      },
    };
    await engine.start(async ({ step }) => void (await step("one", async () => undefined)), { store, backOffMs: () => 0 });
    const { id } = await engine.create();
    expect(await engine.ended(id)).toMatchObject({ state: "succeeded", attempts: 2 });
  });

  test("because of a fault of ours in what is written is not tried again: it would fail the same", async () => {
    const bigints = async ({ step }: OperationContext<unknown>) => void (await step("one", async ({ keep }) => keep(1n)));
    const broken = async ({ step }: OperationContext<unknown>) => void (await step("one", async ({ keep }) => keep("a\0b")));
    for (const run of [bigints, broken]) {
      await engine.start(run, { backOffMs: () => 0 });
      const { id } = await engine.create();
      expect(await engine.ended(id)).toMatchObject({ state: "failed", attempts: 1, error: { code: "internal", retryable: false } });
      await engine.stopRunners();
    }
  });
});

describe("a database that is away", () => {
  test("at the very end makes no failure of what is done", async () => {
    let refusals = 1;
    let effects = 0;
    const store = {
      ...engine.store,
      release: async (...args: Parameters<typeof engine.store.release>) => {
        if (refusals-- > 0) throw new Error("connection terminated");
        return engine.store.release(...args);
      },
    };
    await engine.start(async ({ step }) => void (await step("one", async () => void effects++)), { store, leaseMs: 100 });
    const { id } = await engine.create();
    const states = new Set<string>();
    await engine.until(id, (record) => states.add(record.state) && record.state === "succeeded");
    expect(states).not.toContain("failed");
    expect(effects).toBe(1);
  });

  test("so long that the lease runs out stops the work before another worker can take it", async () => {
    const aborted = createGate();
    const store = { ...engine.store, heartbeat: () => Promise.reject(new Error("connection terminated")) };
    const { id } = await engine.create();
    await engine.start(
      async ({ signal }) => {
        signal.addEventListener("abort", aborted.open);
        await aborted.passed;
      },
      { store, leaseMs: 200, sweepMs: hourMs },
    );
    await engine.until(id, (record) => record.state === "running");
    await engine.start(async () => undefined);
    await aborted.passed;
    expect((await engine.ended(id)).state).toBe("succeeded");
  });

  test("for the wake-up does not refuse what is stored", async () => {
    const queue = { ...createMemoryQueue(), send: () => Promise.reject(new Error("connection terminated")) };
    const runner = await engine.start(async () => undefined, { queue, sweepMs: hourMs });
    const { id } = await engine.create();
    await runner.submitted(id);
    expect((await engine.ended(id)).state).toBe("succeeded");
  });

  test("for the wake-ups does not keep a worker from letting go", async () => {
    const queue = { ...createMemoryQueue(), stop: async (): Promise<void> => Promise.reject(new Error("connection terminated")) };
    const runner = await engine.start(async ({ sleep }) => sleep(hourMs), { queue });
    const { id } = await engine.create();
    await engine.until(id, (record) => record.state === "running");
    await expect(runner.stop()).rejects.toThrow("connection terminated");
    expect((await engine.store.get(id))?.state).toBe("queued");
    queue.stop = async () => undefined;
    await engine.start(async () => undefined);
    await engine.ended(id);
  });
});

describe("giving up", () => {
  test("is of failures in a row: what gets further each time goes on", async () => {
    await engine.start(
      async ({ step, progress }) => {
        await step("one", async ({ checkpoint, keep }) => {
          const done = Number(checkpoint ?? 0) + 10;
          await keep(done);
          progress({ percent: done });
          if (done < 100) throw throttled();
        });
      },
      { maxAttempts: 2, backOffMs: () => 0 },
    );
    const { id } = await engine.create();
    expect(await engine.ended(id)).toMatchObject({ state: "succeeded", attempts: 10 });
  });

  test("comes though each attempt passes again what was done before, and its percentage never falls", async () => {
    await engine.start(
      async ({ step, progress, sleep }) => {
        await step("one", async () => {
          for (const percent of [20, 40, 60]) {
            progress({ percent });
            await sleep(10);
          }
          throw throttled();
        });
      },
      { maxAttempts: 3, backOffMs: () => 0 },
    );
    const { id } = await engine.create();
    const seen: number[] = [];
    const record = await engine.until(id, (one) => {
      seen.push(one.percent ?? 0);
      return one.state === "failed";
    });
    // The first attempt went further than none, so it is not one of the three.
    expect(record.attempts).toBeLessThanOrEqual(4);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test("is forgotten when a person asks again", async () => {
    let calls = 0;
    const runner = await engine.start(
      async () => {
        calls += 1;
        if (calls < 5) throw throttled();
      },
      { maxAttempts: 3, backOffMs: () => 0 },
    );
    const { id } = await engine.create();
    expect(await engine.ended(id)).toMatchObject({ state: "failed", attempts: 3 });
    await engine.store.requestRetry(id);
    await runner.submitted(id);
    expect(await engine.ended(id)).toMatchObject({ state: "succeeded", attempts: 5 });
  });

  test("does not come of restarts in order", async () => {
    const { id } = await engine.create();
    for (let restarts = 0; restarts < 4; restarts += 1) {
      const runner = await engine.start(async ({ sleep }) => sleep(hourMs), { maxAttempts: 2 });
      await engine.until(id, (record) => record.state === "running");
      await runner.stop();
    }
    expect(await engine.store.get(id)).toMatchObject({ state: "queued", attempts: 4, failures: 0 });
    await engine.start(async () => undefined);
    await engine.ended(id);
  });

  test("comes when it takes the process with it again and again", async () => {
    const { id } = await engine.create();
    for (let ends = 0; ends < 3; ends += 1) await engine.store.claim(id, "gone", -1);
    let runs = 0;
    await engine.start(async () => void runs++, { maxAttempts: 3 });
    const record = await engine.ended(id);
    expect(record).toMatchObject({ state: "failed", error: { code: "internal", retryable: false } });
    expect(record.error?.message).toContain("3 attempts in a row");
    expect(runs).toBe(0);
  });

  test("names what may be left behind, by the steps as they stand", async () => {
    const { id } = await engine.create();
    const taken = await engine.store.claim(id, "gone", -1);
    const [first] = taken?.record.steps ?? [];
    if (taken && first) await engine.store.saveStep(taken.lease, { ...first, state: "running", attempts: 1 });
    for (let ends = 0; ends < 2; ends += 1) await engine.store.claim(id, "gone", -1);
    const leaves = (_payload: unknown, steps: readonly { name: string; state: string }[]) =>
      `Azure may have begun at ${steps.map(({ name, state }) => `${name} (${state})`).join(", ")}.`;
    await engine.start(async () => undefined, { maxAttempts: 2, handlers: [{ ...handlerOf(async () => undefined), leaves }] });
    const { error } = await engine.ended(id);
    expect(error?.message).toContain(`worked on the last. Azure may have begun at ${first?.name} (running)`);
  });
});
