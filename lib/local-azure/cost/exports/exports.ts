// Microsoft.CostManagement/exports of a subscription or resource group: PUT, GET, list, DELETE, run, runHistory.

import { randomUUID } from "node:crypto";
import type { ArmAnswer } from "../../arm/request.ts";
import { param } from "../../arm/request.ts";
import { toTicks } from "../../clock.ts";
import { AzureError } from "../../errors.ts";
import type { CostCall, CostDeps } from "../cost-call.ts";
import { badRequest, scopePath } from "../cost-call.ts";
import { dayMs } from "../meter/meter-quantity.ts";
import type { Scope } from "../meter/metered-usage.ts";
import type { ExportDefinition, ExportRun } from "./export-definition.ts";
import { parseExportProperties, parseTimePeriod } from "./export-input.ts";
import type { ExportRuns } from "./export-runs.ts";
import { isWritten, runMs } from "./export-runs.ts";
import { nextRunMs } from "./export-times.ts";

export function listExports(deps: CostDeps, call: CostCall): ArmAnswer {
  const found = deps.records.state.exports.filter((one) => isSameScope(one, call.scope));
  return { status: 200, body: { value: found.map((one) => view(deps, call, one)) } };
}

export async function putExport(deps: CostDeps, call: CostCall, runs: ExportRuns): Promise<ArmAnswer> {
  const { records, world } = deps;
  const name = param(call, "export");
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
    throw badRequest(`The export name '${name}' may have letters, digits, '-' and '_' only, at most 64.`);
  const { body } = call;
  const before = find(deps, call);
  const nowMs = world.clock.nowMs();
  const properties = parseExportProperties(body, { nowMs, before: before?.properties });
  const { eTag, location, identity } = body as { eTag?: unknown; location?: unknown; identity?: { type?: unknown } };
  if (eTag !== undefined && eTag !== before?.eTag) {
    throw new AzureError(412, "PreconditionFailed", `The export '${name}' has been changed since: its eTag is not ${String(eTag)}.`);
  }
  const definition: ExportDefinition = {
    name: before?.name ?? name,
    ...call.scope,
    eTag: `"${randomUUID()}"`,
    ...(typeof location === "string" ? { location } : {}),
    ...(identity?.type === "SystemAssigned" ? { identity: before?.identity ?? newIdentity(call) } : {}),
    properties,
    apiVersion: call.apiVersion,
    createdAtMs: before?.createdAtMs ?? nowMs,
    scheduledThroughMs: nowMs,
  };
  records.state.exports = [...records.state.exports.filter((one) => one !== before), definition];
  await records.save();
  await runs.settled();
  return { status: before === undefined ? 201 : 200, body: view(deps, call, definition) };
}

function newIdentity({ subscription }: CostCall) {
  return { type: "SystemAssigned", principalId: randomUUID(), tenantId: subscription.tenantId };
}

export function getExport(deps: CostDeps, call: CostCall): ArmAnswer {
  return { status: 200, body: view(deps, call, mustFind(deps, call)) };
}

export async function deleteExport(deps: CostDeps, call: CostCall): Promise<ArmAnswer> {
  const found = mustFind(deps, call);
  const { state } = deps.records;
  state.exports = state.exports.filter((one) => one !== found);
  state.runs = state.runs.filter((one) => !isRunOf(one, found));
  await deps.records.save();
  return { status: 200 };
}

export async function runExport(deps: CostDeps, call: CostCall, runs: ExportRuns): Promise<ArmAnswer> {
  const body = call.body as { timePeriod?: unknown } | undefined;
  const period = body?.timePeriod === undefined ? undefined : parseTimePeriod("timePeriod", body.timePeriod);
  await runs.runNow(mustFind(deps, call), period);
  return { status: 200 };
}

export function getRunHistory(deps: CostDeps, call: CostCall): ArmAnswer {
  return { status: 200, body: historyOf(deps, mustFind(deps, call)) };
}

/** The newest first. */
function historyOf({ records, world }: CostDeps, definition: ExportDefinition) {
  const runs = records.state.runs.filter((one) => isRunOf(one, definition) && !one.isHidden);
  const newestFirst = runs.toSorted((a, b) => b.submittedAtMs - a.submittedAtMs);
  return { value: newestFirst.map((one) => runView(definition, one, world.clock.nowMs())) };
}

function view(deps: CostDeps, call: CostCall, definition: ExportDefinition) {
  const { name, eTag, identity, location, properties } = definition;
  const nextMs = nextRunMs(definition, deps.world.clock.nowMs());
  const isExpanded = call.query.get("$expand")?.toLowerCase() === "runhistory";
  return {
    id: exportId(definition),
    name,
    type: "Microsoft.CostManagement/exports",
    eTag,
    ...(identity === undefined ? {} : { identity }),
    ...(location === undefined ? {} : { location }),
    properties: {
      ...properties,
      ...(nextMs === undefined ? {} : { nextRunTimeEstimate: new Date(nextMs).toISOString() }),
      ...(isExpanded ? { runHistory: historyOf(deps, definition) } : {}),
    },
  };
}

function runView(definition: ExportDefinition, one: ExportRun, nowMs: number) {
  const startMs = one.submittedAtMs + 1000;
  return {
    id: `${exportId(definition)}/Run/${one.runId}`,
    name: one.runId,
    type: "Microsoft.CostManagement/exports/runs",
    properties: {
      executionType: one.executionType,
      status: statusOf(one, nowMs),
      submittedBy: one.submittedBy,
      submittedTime: toTicks(one.submittedAtMs),
      ...(nowMs >= startMs ? { processingStartTime: toTicks(startMs) } : {}),
      ...(isWritten(one) ? { processingEndTime: toTicks(one.submittedAtMs + runMs) } : {}),
      startDate: new Date(one.fromMs).toISOString(),
      endDate: new Date(one.toMs - dayMs).toISOString(),
      ...(one.manifestPath === undefined ? {} : { manifestFile: one.manifestPath }),
      ...(one.filePath === undefined ? {} : { fileName: one.filePath }),
      ...(one.failure === undefined ? {} : { error: one.failure }),
      runSettings: one.settings,
    },
  };
}

function statusOf(one: ExportRun, nowMs: number): string {
  if (one.failure !== undefined) return "Failed";
  if (isWritten(one)) return "Completed";
  return nowMs < one.submittedAtMs + 1000 ? "Queued" : "InProgress";
}

/** Without a leading slash, as on Azure. */
function exportId(definition: ExportDefinition): string {
  return `${scopePath(definition)}/providers/Microsoft.CostManagement/exports/${definition.name}`;
}

function mustFind(deps: CostDeps, call: CostCall): ExportDefinition {
  const found = find(deps, call);
  if (found === undefined) throw new AzureError(404, "NotFound", `The export '${call.params.export}' could not be found.`);
  return found;
}

function find({ records }: CostDeps, { params: { export: name = "" }, scope }: CostCall): ExportDefinition | undefined {
  return records.state.exports.find((one) => one.name.toLowerCase() === name.toLowerCase() && isSameScope(one, scope));
}

function isRunOf(one: ExportRun, definition: ExportDefinition): boolean {
  return one.exportName === definition.name && isSameScope(one, definition);
}

function isSameScope(a: Scope, b: Scope): boolean {
  return scopePath(a).toLowerCase() === scopePath(b).toLowerCase();
}
