// Runs of exports on the movable clock.
//
//   Queued ──▶ InProgress ──30 s──▶ files written ──▶ Completed
//                                └─▶ Failed: the sink refused
//
// A run exists from the moment it is due; its files are written when its time is over, in the order of the runs. Both
// follow from the clock and from what is remembered, so a restart, or a leap of the clock over ninety days, makes up
// for what is due.

import { randomUUID } from "node:crypto";
import { logFailure } from "../../log-failure.ts";
import type { CostDeps } from "../cost-call.ts";
import type { DayPeriod } from "../reports/report-period.ts";
import type { ExportDefinition, ExportProperties, ExportRun } from "./export-definition.ts";
import { writeExportFiles } from "./export-files.ts";
import { dueTimes, hasSecondRun, nextRunMs, runPeriod } from "./export-times.ts";

export const runMs = 30_000;

export interface ExportRuns {
  /** A run nobody scheduled; period in place of the export's own. */
  runNow(definition: ExportDefinition, period?: { from: string; to: string }): Promise<void>;
  /** Resolves when everything due is remembered and written. */
  settled(): Promise<void>;
}

export function createExportRuns(deps: CostDeps): ExportRuns {
  const { records, world } = deps;
  let working: Promise<void> = Promise.resolve();

  const settled = () => {
    working = working.catch(() => {}).then(catchUp);
    return working;
  };

  const catchUp = async () => {
    const nowMs = world.clock.nowMs();
    let hasChanged = false;
    for (const definition of records.state.exports) hasChanged = addDueRuns(records.state.runs, definition, nowMs) || hasChanged;
    for (const run of records.state.runs.filter((one) => !isWritten(one) && one.submittedAtMs + runMs <= nowMs)) {
      await finish(deps, run);
      hasChanged = true;
    }
    if (hasChanged) await records.save();
    arm();
  };

  let armedForMs = Number.POSITIVE_INFINITY;
  /** Wakes up when the next run is due, or the next files. */
  const arm = () => {
    const nowMs = world.clock.nowMs();
    const wakeMs = Math.min(...nextEvents(deps, nowMs));
    if (wakeMs === Number.POSITIVE_INFINITY || (wakeMs >= armedForMs && armedForMs > nowMs)) return;
    armedForMs = wakeMs;
    world.clock.after(Math.max(0, wakeMs - nowMs), () => void settled().catch((error: unknown) => logFailure(error)));
  };

  arm();
  return {
    settled,
    async runNow(definition, period) {
      const submittedAtMs = world.clock.nowMs();
      const settings = period === undefined ? definition.properties : withPeriod(definition.properties, period);
      records.state.runs.push(newRun(definition, { settings, submittedAtMs, executionType: "OnDemand" }));
      await records.save();
      arm();
    },
  };
}

function* nextEvents({ records }: CostDeps, nowMs: number): Iterable<number> {
  yield Number.POSITIVE_INFINITY;
  for (const run of records.state.runs) if (!isWritten(run)) yield run.submittedAtMs + runMs;
  for (const definition of records.state.exports) {
    const dueMs = nextRunMs(definition, definition.scheduledThroughMs);
    if (dueMs !== undefined) yield Math.max(dueMs, nowMs);
  }
}

/** true: there were some. */
function addDueRuns(runs: ExportRun[], definition: ExportDefinition, nowMs: number): boolean {
  const before = runs.length;
  for (const submittedAtMs of dueTimes(definition, definition.scheduledThroughMs, nowMs)) {
    const scheduled = { submittedAtMs, executionType: "Scheduled" } as const;
    runs.push(newRun(definition, { ...scheduled, settings: definition.properties }));
    if (hasSecondRun(definition, submittedAtMs)) {
      const settings = {
        ...definition.properties,
        definition: { ...definition.properties.definition, timeframe: "TheLastMonth" as const },
      };
      runs.push(newRun(definition, { ...scheduled, settings, isHidden: true }));
    }
    definition.scheduledThroughMs = submittedAtMs;
  }
  return runs.length > before;
}

type NewRun = Pick<ExportRun, "settings" | "submittedAtMs" | "executionType"> & { isHidden?: boolean };

function newRun(definition: ExportDefinition, { settings, submittedAtMs, executionType, isHidden = false }: NewRun): ExportRun {
  const { name, subscriptionId, resourceGroup, apiVersion } = definition;
  const period: DayPeriod = runPeriod(settings, submittedAtMs);
  return {
    runId: randomUUID(),
    exportName: name,
    subscriptionId,
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
    apiVersion,
    executionType,
    submittedBy: executionType === "Scheduled" ? "System" : "Local Azure",
    submittedAtMs,
    ...period,
    isHidden,
    settings,
  };
}

function withPeriod(properties: ExportProperties, timePeriod: { from: string; to: string }): ExportProperties {
  return { ...properties, definition: { ...properties.definition, timeframe: "Custom", timePeriod } };
}

export function isWritten(run: ExportRun): boolean {
  return run.filePath !== undefined || run.failure !== undefined;
}

async function finish(deps: CostDeps, run: ExportRun): Promise<void> {
  const subscription = deps.world.subscriptions.get(run.subscriptionId) ?? deps.world.subscriptions.get(run.subscriptionId.toLowerCase());
  try {
    if (subscription === undefined) throw new Error(`There is no subscription ${run.subscriptionId}.`);
    Object.assign(run, await writeExportFiles(deps, run, subscription));
  } catch (error) {
    run.failure = { code: "DeliveryFailed", message: (error as Error).message };
  }
}
