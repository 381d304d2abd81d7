import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { engineForTests } from "#lib/operations/testing/engine-for-tests.ts";
import { createGate } from "#lib/operations/testing/test-engine.ts";
import type { OperationContext } from "./operation-handler.ts";

const engine = engineForTests();
const hourMs = 3_600_000;

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
