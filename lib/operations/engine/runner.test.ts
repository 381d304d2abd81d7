import { describe, expect, test } from "vitest";
import { AppError } from "#lib/domain/app-error.ts";
import { engineForTests } from "#lib/operations/testing/engine-for-tests.ts";
import { createGate } from "#lib/operations/testing/test-engine.ts";
import type { OperationContext } from "./operation-handler.ts";

const engine = engineForTests();
const throttled = () => new AppError("azure-throttled", "Azure asks us to slow down.");
const hourMs = 3_600_000;

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

test("a worker that is stopped twice, or with nothing to do, stops", async () => {
  const runner = await engine.start(() => new Promise<void>(() => undefined));
  await Promise.all([runner.stop(), runner.stop()]);
});
