// Operations: their kinds, the worker that runs them, the desk the API hands them in at.
import { createPgBossQueue } from "#lib/adapters/database/pg-boss-queue.ts";
import { ACTIVE_STATES } from "#lib/domain/operations/operation-state.ts";
import { backgroundPrincipal } from "#lib/domain/principal.ts";
import { createRunner, type RunnerDeps } from "#lib/operations/engine/runner.ts";
import { createTurns } from "#lib/operations/engine/turns.ts";
import { askToMeasure } from "#lib/operations/kinds/measure/request.ts";
import { type AnyOperationKind, findKind, type KindDeps, openKind } from "#lib/operations/kinds/operation-kind.ts";
import { operationKinds } from "#lib/operations/kinds/registry.ts";
import { createLeftBehindPasses } from "#lib/operations/kinds/rehearse/left-behind-passes.ts";
import { createApiTable } from "#lib/server/api/api-table.ts";
import { readSight } from "#lib/services/inventory/read-sight.ts";
import { createOperationDesk } from "#lib/services/operations/operation-desk.ts";
import { createOperationStream } from "#lib/services/operations/operation-stream.ts";
import { createDiskEstate } from "#lib/services/plans/disk-estate.ts";
import { createPlanEstate } from "#lib/services/plans/plan-estate.ts";
import { createReplicaEstate } from "#lib/services/plans/replica-estate.ts";
import type { Parts } from "./wiring-parts.ts";

const MEASURE_AGAIN_MS = 10_000;
const defaultPollMs = { local: 1000, azure: 10_000 };

/** Tests hurry, kill the process where it hurts most, and bring kinds of their own. */
export type OperationTuning = Pick<
  RunnerDeps,
  "leaseMs" | "heartbeatMs" | "sweepMs" | "backOffMs" | "maxAttempts" | "crashPoint" | "lookAgainMs"
> & {
  pollMs?: number;
  livePauseMs?: number;
  discardEveryMs?: number;
  kinds?: readonly AnyOperationKind[];
};

export function createOperations(
  parts: Parts,
  { kinds: registered = operationKinds, pollMs, livePauseMs, discardEveryMs, ...tuning }: OperationTuning = {},
) {
  const { log, ids, view, database, operations: store, feed } = parts;
  const deps: KindDeps = {
    ...parts,
    estate: createPlanEstate(parts),
    disks: createDiskEstate(parts),
    replicaEstate: createReplicaEstate(parts),
    inventory: parts.azure,
    // What was done stands whether or not the lists can be read just now; the next look at them reads them again.
    refreshInventory: (context) => view.refresh(context).catch((err: unknown) => log.warn("inventory-refresh-failed", { err })),
    measureUnknown: () => void measureUnknown(),
    pollMs: pollMs ?? defaultPollMs[parts.connection.kind],
  };
  const kinds = registered.map((kind) => openKind(kind, deps));
  const runner = createRunner({
    store,
    queue: createPgBossQueue(database.sql, (err) => log.warn("queue-failed", { err })),
    handlers: kinds.map((kind) => kind.handler),
    owner: parts.owner,
    log: (event, fields) => log.info(event, fields),
    changed: feed.changed,
    turns: createTurns({
      turns: parts.turns,
      azureWait: async (operation, signal) => {
        const { handler, turn } = findKind(kinds, operation.kind);
        const { requestId, requestedBy: principal } = operation;
        return turn?.azureWait(handler.parse(operation.payload), { requestId, principal, signal });
      },
      log: (event, fields) => log.info(event, fields),
      changed: feed.changed,
      lookAgainMs: tuning.lookAgainMs,
    }),
    ...tuning,
  });
  const desk = createOperationDesk({
    store,
    turns: parts.turns,
    runner,
    kinds,
    sightOf: (context) => readSight(parts, context),
    changed: feed.changed,
    ids,
  });
  const stream = createOperationStream({
    feed,
    pauseMs: livePauseMs,
    load: (id, context) => desk.get(id, context),
    onError: (err) => log.warn("live-operation-failed", { err }),
  });
  const leftBehind = createLeftBehindPasses({
    operations: store,
    writer: parts.writer,
    onFailed: (err, operationId) => log.warn("rehearsal-disk-left", { operationId, err }),
    everyMs: discardEveryMs,
  });
  let later: NodeJS.Timeout | undefined;
  return {
    kinds,
    api: createApiTable(registered.map((kind) => kind.words)),
    runner,
    desk,
    stream,
    async start() {
      await parts.presence.start();
      parts.collector.start();
      parts.webhooks.start();
      // Neither this nor the measuring may keep the dashboard from starting: Azure may be away just now.
      parts.janitor.start();
      await parts.feed.start();
      await runner.start();
      leftBehind.start();
      void measureUnknown();
      // Of what a version before measured, or a process that ended.
      void parts.fillOverlaps();
      log.info("started", { azure: parts.connection.kind, storage: database.kind });
    },
    async stop() {
      clearTimeout(later);
      try {
        await runner.stop();
        await leftBehind.stop();
        await parts.feed.stop();
        await parts.janitor.stop();
        await parts.collector.stop();
        await parts.webhooks.stop();
      } finally {
        await parts.presence.stop();
        await database.close();
      }
    },
  };

  /** Queues one measurement when something measurable is unmeasured; where one is under way, after that: it may have passed by already. */
  async function measureUnknown(): Promise<void> {
    if (!parts.config.measureUnasked) return;
    try {
      const context = { requestId: ids.uuid(), principal: backgroundPrincipal("Measuring unasked") };
      await view.current(context);
      if (!(await parts.estate.snapshots.isAnyMeasurable(context))) return;
      const request = askToMeasure();
      const { total } = await store.list({ states: ACTIVE_STATES, kind: request.kind, limit: 1 });
      if (total > 0) return measureLater();
      // Somebody else may have access to all that is left.
      const { possible } = await findKind(kinds, request.kind).plan(request, context);
      if (possible) await desk.submit(request, undefined, context);
    } catch (err) {
      log.warn("measure-unasked-failed", { err });
    }
  }

  function measureLater(): void {
    clearTimeout(later);
    later = setTimeout(() => void measureUnknown(), MEASURE_AGAIN_MS);
    later.unref();
  }
}
