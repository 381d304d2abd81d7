// Operations: handlers, the worker that runs them, the desk the API hands them in at.

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { createPgBossQueue } from "#lib/adapters/database/pg-boss-queue.ts";
import { backgroundPrincipal } from "#lib/domain/principal.ts";
import { createRunner, type RunnerDeps } from "#lib/operations/engine/runner.ts";
import { createCopyHandler } from "#lib/operations/handlers/copy.ts";
import { createMeasureHandler } from "#lib/operations/handlers/measure.ts";
import { createRestoreHandler } from "#lib/operations/handlers/restore.ts";
import { createOperationDesk } from "#lib/services/operations/operation-desk.ts";
import { makePlan } from "#lib/services/plans/make-plan.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Parts } from "./wiring-parts.ts";

const defaultPollMs = { local: 1000, azure: 10_000 };

/** Tests hurry, and kill the process where it hurts most. */
export type OperationTuning = Pick<RunnerDeps, "leaseMs" | "heartbeatMs" | "sweepMs" | "backOffMs" | "maxAttempts" | "crashPoint"> & {
  pollMs?: number;
};

export function createOperations(parts: Parts, { pollMs = defaultPollMs[parts.connection.kind], ...tuning }: OperationTuning = {}) {
  const { log, ids, azure, view, writer, database, operations: store, watch } = parts;
  // What was done stands whether or not the lists can be read just now; the next look at them reads them again.
  const refreshInventory = (context: CallContext) =>
    view.refresh(context).catch((err: unknown) => log.warn("inventory-refresh-failed", { err }));
  const shared = { inventory: azure, writer, refreshInventory, pollMs };
  const handlers = [
    createCopyHandler({ ...shared, copied: () => void measureUnknown() }),
    createRestoreHandler(shared),
    createMeasureHandler(parts),
  ];
  const runner = createRunner({
    store,
    queue: createPgBossQueue(database.sql, (err) => log.warn("queue-failed", { err })),
    handlers,
    owner: `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
    log: (event, fields) => log.info(event, fields),
    changed: watch.changed,
    ...tuning,
  });
  const desk = createOperationDesk({
    store,
    runner,
    handlers,
    makePlan: (request, context) => makePlan(parts, request, context),
    changed: watch.changed,
    ids,
  });
  return {
    runner,
    desk,
    async start() {
      const context = { requestId: ids.uuid(), principal: backgroundPrincipal("Janitor of read access") };
      // Neither of these may keep the dashboard from starting: Azure may be away just now.
      await parts.access.revokeLeftovers(context).then(
        (revoked) => revoked > 0 && log.info("leftover-access-revoked", { revoked }),
        (err: unknown) => log.warn("leftover-access-failed", { err }),
      );
      await runner.start();
      void measureUnknown();
      log.info("started", { azure: parts.connection.kind, storage: database.kind });
    },
    async stop() {
      try {
        await runner.stop();
      } finally {
        await database.close();
      }
    },
  };

  /** Queues one measurement when something measurable is unmeasured and none is under way. */
  async function measureUnknown(): Promise<void> {
    if (!parts.config.measureUnasked) return;
    try {
      const context = { requestId: ids.uuid(), principal: backgroundPrincipal("Measuring unasked") };
      await view.current(context);
      const { measurable } = await parts.estate.snapshots.unmeasured(context, {});
      const { total } = await store.list({ state: "active", kind: "measure", limit: 1, offset: 0 });
      if (measurable > 0 && total === 0) await desk.submit({ kind: "measure" }, undefined, context);
    } catch (err) {
      log.warn("measure-unasked-failed", { err });
    }
  }
}
