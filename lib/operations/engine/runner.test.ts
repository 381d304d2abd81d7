import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "#lib/domain/app-error.ts";
import { createGate, createMemoryQueue, openTestEngine, type TestEngine } from "#lib/operations/testing/test-engine.ts";
import type { OperationContext } from "./operation-handler.ts";

let engine: TestEngine;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterEach(() => engine.stopRunners());
afterAll(() => engine.close());

const throttled = () => new AppError("azure-throttled", "Azure asks us to slow down.");
const hourMs = 3_600_000;
const never = new Promise<void>(() => undefined);

describe("an operation that goes well", () => {
  test("runs each step once, in order, and hands on what they return", async () => {
    const seen: unknown[] = [];
    await engine.start(async ({ step, payload }) => {
      const one = await step("one", async () => ({ n: payload.n }));
      const two = await step("two", async () => {
        seen.push(one);
      });
      await step("three", async () => void seen.push(two));
    });
    const { id } = await engine.create({ payload: { kind: "test", n: 7 } });
    const record = await engine.ended(id);
    expect(record).toMatchObject({ state: "succeeded", attempts: 1, startedAt: expect.any(String), finishedAt: expect.any(String) });
    expect(record.steps.map(({ state, attempts }) => [state, attempts])).toEqual([1, 2, 3].map(() => ["succeeded", 1]));
    expect(seen).toEqual([{ n: 7 }, undefined]);
  });

  test("is shown as waiting for Azure only while it waits", async () => {
    const [waiting, after] = [createGate(), createGate()];
    await engine.start(async ({ waitingForAzure }) => {
      await waitingForAzure(() => waiting.passed);
      await after.passed;
    });
    const { id } = await engine.create();
    await engine.until(id, (record) => record.state === "waiting-for-azure");
    waiting.open();
    await engine.until(id, (record) => record.state === "running");
    after.open();
    expect((await engine.ended(id)).state).toBe("succeeded");
  });

  test("starts without a sweep when it is handed in here, however many come at once", async () => {
    const runner = await engine.start(async ({ step }) => void (await step("one", async () => undefined)), { sweepMs: hourMs, slots: 3 });
    const records = await Promise.all(Array.from({ length: 25 }, () => engine.create()));
    for (const { id } of records) void runner.submitted(id);
    const ended = await Promise.all(records.map(({ id }) => engine.ended(id)));
    expect(ended.every((record) => record.state === "succeeded")).toBe(true);
  });

  test("never shares its worker with more than its slots allow", async () => {
    const open = createGate();
    let begun = 0;
    await engine.start(
      async () => {
        begun += 1;
        await open.passed;
      },
      { slots: 2 },
    );
    const first = await engine.create();
    const others = await Promise.all(Array.from({ length: 7 }, () => engine.create()));
    for (let looks = 0; looks < 50; looks += 1) await engine.until(first.id, (record) => record.state === "running");
    expect(begun).toBe(2);
    open.open();
    await Promise.all([first, ...others].map(({ id }) => engine.ended(id)));
    expect(begun).toBe(8);
  });
});

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

describe("what another version stored", () => {
  test("as a payload is told as that", async () => {
    await engine.start(async () => undefined);
    const { id } = await engine.create({ payload: { kind: "from another version" } });
    const { error } = await engine.ended(id);
    expect(error).toMatchObject({ code: "internal", message: expect.stringContaining("What was stored of this operation") });
  });

  test("as the result of a step is not handed on: the step is done again", async () => {
    const handedOn: unknown[] = [];
    const read = (stored: unknown) => {
      if (typeof stored === "object" && stored !== null && "tags" in stored) return stored as { tags: string[] };
      throw new Error("a field is missing");
    };
    const { id } = await engine.create();
    const claimed = await engine.store.claim(id, "another version", hourMs);
    if (!claimed) throw new Error("expected the lease");
    const one = { name: "one", title: "one", state: "succeeded", attempts: 1, checkpoint: { result: { id: "x" } } } as const;
    await engine.store.saveStep(claimed.lease, one);
    await engine.store.release(claimed.lease, { event: "lease-lost" });
    await engine.start(async ({ step }) => void handedOn.push(await step("one", async () => ({ tags: ["new"] }), read)));
    expect(await engine.ended(id)).toMatchObject({ state: "succeeded", steps: [{ attempts: 2 }, {}, {}] });
    expect(handedOn).toEqual([{ tags: ["new"] }]);
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
});

describe("checkpoints", () => {
  test("what a step kept is handed to its next attempt", async () => {
    const seen: unknown[] = [];
    await engine.start(
      async ({ step }) =>
        void (await step("one", async ({ checkpoint, keep }) => {
          seen.push(checkpoint);
          if (checkpoint === undefined) {
            await keep({ offset: 2 ** 46 });
            throw throttled();
          }
        })),
      { backOffMs: () => 0 },
    );
    const { id } = await engine.create();
    expect((await engine.ended(id)).state).toBe("succeeded");
    expect(seen).toEqual([undefined, { offset: 2 ** 46 }]);
  });
});

describe("cancel", () => {
  const waitForAbort = async ({ step, sleep }: OperationContext<unknown>) => void (await step("one", () => sleep(hourMs)));

  test("stops at once what runs here", async () => {
    const runner = await engine.start(waitForAbort, { heartbeatMs: hourMs });
    const { id } = await engine.create();
    await engine.until(id, (record) => record.steps[0]?.state === "running");
    await engine.store.requestCancel(id);
    const askedMs = performance.now();
    runner.cancelled(id);
    expect(await engine.ended(id)).toMatchObject({
      state: "cancelled",
      progressText: "Cancelled",
      finishedAt: expect.any(String),
      steps: [{ state: "skipped", finishedAt: expect.any(String) }, { state: "pending" }, {}],
    });
    expect(performance.now() - askedMs).toBeLessThan(2000);
  });

  test("asked of another process is heard by the next heartbeat, within two seconds", async () => {
    await engine.start(waitForAbort, { heartbeatMs: undefined });
    const { id } = await engine.create();
    await engine.until(id, (record) => record.steps[0]?.state === "running");
    const askedMs = performance.now();
    await engine.store.requestCancel(id);
    expect((await engine.ended(id)).state).toBe("cancelled");
    expect(performance.now() - askedMs).toBeLessThan(2000);
  });

  test("is not forgotten when the worker that should have heard it is gone", async () => {
    const { id } = await engine.create();
    await engine.store.claim(id, "gone", -1);
    await engine.store.requestCancel(id);
    let runs = 0;
    await engine.start(async () => {
      runs += 1;
    });
    expect((await engine.ended(id)).state).toBe("cancelled");
    expect(runs).toBe(0);
  });

  test("is stronger than a retry", async () => {
    const failing = createGate();
    await engine.start(() => failing.passed.then(() => Promise.reject(throttled())), { heartbeatMs: hourMs });
    const { id } = await engine.create();
    await engine.until(id, (record) => record.state === "running");
    await engine.store.requestCancel(id);
    failing.open();
    expect(await engine.ended(id)).toMatchObject({ state: "cancelled", attempts: 1 });
  });

  test("that comes when all is done leaves it done", async () => {
    const finishing = createGate();
    await engine.start(() => finishing.passed, { heartbeatMs: hourMs });
    const { id } = await engine.create();
    await engine.until(id, (record) => record.state === "running");
    await engine.store.requestCancel(id);
    finishing.open();
    expect((await engine.ended(id)).state).toBe("succeeded");
  });
});

describe("several workers", () => {
  test("one that shuts down lets go, and the other goes on at once from the last finished step", async () => {
    const calls: string[] = [];
    const run =
      (name: string, wait: boolean) =>
      async ({ step, sleep }: OperationContext<unknown>) => {
        await step("one", async () => void calls.push(`${name} one`));
        await step("two", async () => {
          calls.push(`${name} two`);
          if (wait) await sleep(hourMs);
        });
      };
    const first = await engine.start(run("first", true));
    const { id } = await engine.create();
    await engine.until(id, (record) => record.steps[1]?.state === "running");
    await first.stop();
    expect((await engine.store.get(id))?.state).toBe("queued");
    await engine.start(run("second", false));
    expect((await engine.ended(id)).state).toBe("succeeded");
    expect(calls).toEqual(["first one", "first two", "second two"]);
  });

  test("share the work, and each effect takes place once", async () => {
    const effects = new Map<string, string[]>();
    const workers = new Set<string>();
    const both = createGate();
    const run =
      (name: string) =>
      async ({ operationId, step }: OperationContext<unknown>) => {
        if (workers.add(name).size === 2) both.open();
        await both.passed;
        for (const one of ["one", "two", "three"]) {
          await step(one, async () => void effects.set(operationId, [...(effects.get(operationId) ?? []), `${name} ${one}`]));
        }
      };
    await Promise.all(["a", "b"].map((name) => engine.start(run(name))));
    const records = await Promise.all(Array.from({ length: 40 }, () => engine.create()));
    const ended = await Promise.all(records.map(({ id }) => engine.ended(id)));
    expect(ended.every((record) => record.state === "succeeded" && record.attempts === 1)).toBe(true);
    expect([...effects.values()].every((done) => done.length === 3)).toBe(true);
    expect(new Set([...effects.values()].map((done) => done[0]?.charAt(0)))).toEqual(workers);
  });

  test("one that was paused past its lease writes nothing over the work of the other", async () => {
    const paused = createGate();
    const outcome: unknown[] = [];
    const zombie = async ({ step, progress }: OperationContext<unknown>) => {
      await step("one", async ({ keep, detail }) => {
        await paused.passed;
        progress({ percent: 1, text: "zombie" });
        detail("zombie");
        await keep("zombie").catch((error: unknown) => {
          outcome.push((error as Error).name);
          throw error;
        });
      });
      outcome.push("went on");
    };
    await engine.start(zombie, { heartbeatMs: hourMs });
    const { id } = await engine.create();
    await engine.until(id, (record) => record.steps[0]?.state === "running");
    await sql`update operations set lease_until = now() - interval '1 second' where id = ${id}`.execute(engine.database.db);
    await engine.start(async ({ step, progress }) => {
      await step("one", async ({ detail }) => detail("second"));
      progress({ percent: 100, text: "second" });
    });
    const done = await engine.ended(id);
    expect(done).toMatchObject({ state: "succeeded", attempts: 2, percent: 100, progressText: "second" });
    paused.open();
    await engine.stopRunners();
    expect(outcome).toEqual(["Interruption"]);
    expect(await engine.store.get(id)).toEqual(done);
  });

  test("one whose lease was lost is told by its heartbeat", async () => {
    const aborted = createGate();
    await engine.start(async ({ signal }) => {
      signal.addEventListener("abort", aborted.open);
      await aborted.passed;
    });
    const { id } = await engine.create();
    await engine.until(id, (record) => record.state === "running");
    await sql`update operations set lease_token = lease_token + 1 where id = ${id}`.execute(engine.database.db);
    await aborted.passed;
    await engine.stopRunners();
    expect((await engine.store.get(id))?.state).toBe("running");
    await sql`delete from operations where id = ${id}`.execute(engine.database.db);
  });

  test("a zombie that comes to its end does not claim to have released anything", async () => {
    const paused = createGate();
    await engine.start(() => paused.passed, { heartbeatMs: hourMs, owner: "zombie" });
    const { id } = await engine.create();
    await engine.until(id, (record) => record.state === "running");
    await sql`update operations set lease_token = lease_token + 1 where id = ${id}`.execute(engine.database.db);
    const { log } = engine;
    paused.open();
    while (!log.some((line) => line.event === "operation-lease-lost")) {
      expect(log.filter((line) => line.event === "operation-released")).toEqual([]);
      await engine.store.get(id);
    }
    expect((await engine.store.get(id))?.state).toBe("running");
    await sql`delete from operations where id = ${id}`.execute(engine.database.db);
  });
});

describe("progress", () => {
  test("is written seldom, the last word always", async () => {
    const written: (number | null | undefined)[] = [];
    const store = {
      ...engine.store,
      saveProgress: async (...args: Parameters<typeof engine.store.saveProgress>) => {
        written.push(args[1].percent);
        return engine.store.saveProgress(...args);
      },
    };
    await engine.start(
      async ({ progress }) => {
        for (let percent = 0; percent <= 100; percent += 0.1) progress({ percent });
        progress({ percent: 100, text: "the last word" });
      },
      { store, progressIntervalMs: hourMs },
    );
    const { id } = await engine.create();
    expect(await engine.ended(id)).toMatchObject({ percent: 100, progressText: "the last word" });
    expect(written).toEqual([100]);
  });

  test("is seen while the step still runs", async () => {
    const seen = createGate();
    await engine.start(async ({ step, progress }) => {
      await step("one", async () => {
        progress({ percent: 40, doneBytes: 4 });
        await seen.passed;
      });
    });
    const { id } = await engine.create();
    const record = await engine.until(id, (one) => one.percent === 40);
    expect(record).toMatchObject({ state: "running", doneBytes: 4 });
    seen.open();
    await engine.ended(id);
  });

  test("that cannot be written is not the work's failure", async () => {
    const store = { ...engine.store, saveProgress: () => Promise.reject(new Error("away")) };
    await engine.start(async ({ step, progress }) => void (await step("one", async () => progress({ percent: 1 }))), { store });
    const { id } = await engine.create();
    expect((await engine.ended(id)).state).toBe("succeeded");
  });
});

test("a worker that is stopped twice, or with nothing to do, stops", async () => {
  const runner = await engine.start(() => never);
  await Promise.all([runner.stop(), runner.stop()]);
});
