// Test aid: runners on an embedded database, handlers made of plain functions, and a wait for what the records say.

import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "#lib/adapters/database/open-database.ts";
import { createOperationStore } from "#lib/adapters/database/operation-store.ts";
import { withStorageErrors } from "#lib/adapters/database/storage-error.ts";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { OperationContext, OperationHandler } from "#lib/operations/engine/operation-handler.ts";
import type { OperationQueue } from "#lib/operations/engine/operation-queue.ts";
import type { NewOperation, OperationRecord } from "#lib/operations/engine/operation-store.ts";
import { createRunner, type Runner, type RunnerDeps } from "#lib/operations/engine/runner.ts";

export type Payload = { kind: string; n?: number };
export type Run = (context: OperationContext<Payload>) => Promise<void>;

export interface LogLine {
  event: string;
  fields: Record<string, unknown>;
}

export async function openTestEngine() {
  const folder = mkdtempSync(join(tmpdir(), "snapscope-engine-"));
  await makeEmbeddedDatabase(folder);
  const database = await openDatabase({ dataDir: folder });
  return createTestEngine(database, () => rmSync(folder, { recursive: true, force: true }));
}

export type TestEngine = ReturnType<typeof createTestEngine>;

/** What one engine changes, those that share its emitter look at. */
export function createTestEngine(database: Database, removed: () => void = () => undefined, emitter = new EventEmitter()) {
  const store = withStorageErrors(createOperationStore(database.db));
  emitter.setMaxListeners(0);
  const runners: Runner[] = [];
  const log: LogLine[] = [];
  const note = () => void emitter.emit("changed");
  return {
    database,
    store,
    log,
    emitter,
    async create(changes: Partial<NewOperation> = {}) {
      const stored = await store.create(newOperation(changes));
      if (!stored) throw new Error("Another operation has its target.");
      return stored.record;
    },
    /** Started, and stopped with the others. */
    async start(run: Run, changes: Partial<RunnerDeps> = {}): Promise<Runner> {
      const runner = createRunner({
        store,
        queue: createMemoryQueue(),
        handlers: [handlerOf(run)],
        owner: `runner-${runners.length}`,
        log: (event, fields) => {
          log.push({ event, fields });
          note();
        },
        changed: note,
        sweepMs: 10,
        heartbeatMs: 10,
        progressIntervalMs: 5,
        ...changes,
      });
      runners.push(runner);
      await runner.start();
      return runner;
    },
    /** Looks again at every change until the operation is as wanted. */
    async until(id: string, isWanted: (record: OperationRecord) => boolean): Promise<OperationRecord> {
      for (;;) {
        const change = once(emitter, "changed");
        const record = await store.get(id).catch(() => undefined);
        if (record && isWanted(record)) return record;
        await change;
      }
    },
    ended(id: string): Promise<OperationRecord> {
      return this.until(id, (record) => ["succeeded", "failed", "cancelled"].includes(record.state));
    },
    async stopRunners() {
      await Promise.all(runners.splice(0).map((runner) => runner.stop()));
      log.length = 0;
    },
    async close() {
      await database.close();
      removed();
    },
  };
}

export function handlerOf(run: Run): OperationHandler<Payload> {
  const steps = ["one", "two", "three"].map((name) => ({ name, title: name }));
  const parse = (payload: unknown) => {
    if ((payload as Payload).kind !== "test") throw new Error("not a payload of this kind");
    return payload as Payload;
  };
  return { kind: "test", steps, parse, run };
}

function newOperation(changes: Partial<NewOperation>): NewOperation {
  return {
    id: randomUUID(),
    kind: "test",
    title: "Test",
    payload: { kind: "test" },
    totalBytes: null,
    requestId: "request-1",
    requestedBy: testPrincipal,
    requestHash: "hash",
    steps: handlerOf(async () => undefined).steps,
    ...changes,
  };
}

/** Reaches nobody: the sweep has to find what there is. */
export function createMemoryQueue(): OperationQueue {
  return { start: async () => undefined, send: async () => undefined, stop: async () => undefined };
}

/** Resolved from outside. */
export function createGate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
