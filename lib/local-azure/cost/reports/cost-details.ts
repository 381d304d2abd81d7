// generateCostDetailsReport: 202 with a Location, polled until it answers 200 with links to CSV files.
//
//   POST …/generateCostDetailsReport ─202─▶ GET …/costDetailsOperationResults/{id} ─202─ … ─200─▶ GET blobLink
//
// The bill as it stood when it was asked for; files are written when the answer is first due, and again if they are
// gone. A period without a row answers 204.

import { randomUUID } from "node:crypto";
import type { ArmAnswer } from "../../arm/request.ts";
import { AzureError, notImplemented } from "../../errors.ts";
import type { CostCall, CostDeps } from "../cost-call.ts";
import { badRequest, scopePath } from "../cost-call.ts";
import type { ReportRecord } from "../cost-records.ts";
import type { FileName } from "../files/cost-files.ts";
import { dayMs } from "../meter/meter-quantity.ts";
import { meteredUsage } from "../meter/metered-usage.ts";
import { csvText, inParts } from "./csv-text.ts";
import { eaColumns } from "./ea-columns.ts";
import { monthPeriod, parseDay } from "./report-period.ts";

const linkMs = 3_600_000;
const keptMs = 24 * 3_600_000;
const place = { account: "ccmreports", container: "armreports" };
const longestPeriodDays = 31;
const oldestMonths = 13;

export async function startCostDetailsReport(deps: CostDeps, call: CostCall): Promise<ArmAnswer> {
  if (call.scope.resourceGroup !== undefined) throw notImplemented("generateCostDetailsReport of a resource group");
  const requestBody = call.body ?? {};
  const createdAtMs = deps.world.clock.nowMs();
  const record: ReportRecord = {
    operationId: randomUUID(),
    subscriptionId: call.scope.subscriptionId,
    requestBody,
    ...parsePeriod(requestBody, createdAtMs),
    createdAtMs,
  };
  await forgetOld(deps, createdAtMs - keptMs);
  deps.records.state.reports.push(record);
  await deps.records.save();
  return pending(deps, call, record);
}

/** Their links have long expired. */
async function forgetOld({ records, files }: CostDeps, beforeMs: number): Promise<void> {
  const { state } = records;
  const old = new Set(state.reports.filter((one) => one.createdAtMs < beforeMs).map((one) => one.operationId));
  if (old.size === 0) return;
  state.reports = state.reports.filter((one) => !old.has(one.operationId));
  for (const path of await files.list(place.account, place.container)) {
    if (old.has(path.split("/")[1]?.split("_")[0] ?? "")) await files.remove({ ...place, path });
  }
}

function pending(deps: CostDeps, call: CostCall, { operationId }: ReportRecord): ArmAnswer {
  const path = `/${scopePath(call.scope)}/providers/Microsoft.CostManagement/costDetailsOperationResults/${operationId}`;
  const location = `${call.origin}${path}?api-version=${call.apiVersion}`;
  return { status: 202, headers: { location, "retry-after": String(deps.options.retryAfterSeconds) } };
}

function parsePeriod(body: unknown, nowMs: number): { fromMs: number; toMs: number } {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw badRequest("The request body must be an object.");
  const { metric = "ActualCost", timePeriod, billingPeriod, invoiceId } = body as Record<string, unknown>;
  if (metric !== "ActualCost" && metric !== "AmortizedCost") {
    throw badRequest(`Invalid metric: '${String(metric)}'; valid values: 'ActualCost','AmortizedCost'.`);
  }
  if ([timePeriod, billingPeriod, invoiceId].filter((one) => one !== undefined).length > 1) {
    throw badRequest("Only one of timePeriod, billingPeriod and invoiceId may be given.");
  }
  if (invoiceId !== undefined) throw badRequest("invoiceId is for billing profiles and customers; give timePeriod or billingPeriod.");
  const period = billingPeriod === undefined ? parseTimePeriod(timePeriod, nowMs) : parseBillingPeriod(billingPeriod);
  assertWithin(period, nowMs);
  return period;
}

function parseTimePeriod(timePeriod: unknown, nowMs: number): { fromMs: number; toMs: number } {
  if (timePeriod === undefined) return monthPeriod(nowMs, 0);
  if (typeof timePeriod !== "object" || timePeriod === null) throw badRequest("timePeriod must be an object.");
  const { start, end } = timePeriod as Record<string, unknown>;
  const fromMs = parseDay("timePeriod.start", start);
  const toMs = parseDay("timePeriod.end", end) + dayMs;
  if (toMs <= fromMs) throw badRequest(`timePeriod.start '${String(start)}' is after timePeriod.end '${String(end)}'.`);
  return { fromMs, toMs };
}

function parseBillingPeriod(billingPeriod: unknown): { fromMs: number; toMs: number } {
  const [, year, month] = /^(\d{4})(0[1-9]|1[0-2])$/.exec(String(billingPeriod)) ?? [];
  if (year === undefined || month === undefined) throw badRequest(`billingPeriod '${String(billingPeriod)}' has not the form 202601.`);
  return monthPeriod(Date.UTC(Number(year), Number(month) - 1, 1), 0);
}

function assertWithin({ fromMs, toMs }: { fromMs: number; toMs: number }, nowMs: number): void {
  if (toMs - fromMs > longestPeriodDays * dayMs) throw badRequest("A report covers one month at most.");
  if (fromMs < monthPeriod(nowMs, -oldestMonths).fromMs) throw badRequest(`Reports reach back ${oldestMonths} months.`);
}

export async function getCostDetailsReport(deps: CostDeps, call: CostCall): Promise<ArmAnswer> {
  const { operation: operationId = "" } = call.params;
  const record = deps.records.state.reports.find((one) => one.operationId === operationId.toLowerCase());
  if (record === undefined || record.subscriptionId.toLowerCase() !== call.scope.subscriptionId.toLowerCase()) {
    throw new AzureError(404, "NotFound", `The operation '${operationId}' could not be found.`);
  }
  const readyAtMs = record.createdAtMs + deps.options.retryAfterSeconds * 1000;
  if (deps.world.clock.nowMs() < readyAtMs) return pending(deps, call, record);
  const files = await writeReport(deps, call, record);
  if (files.length === 0) return { status: 204 };
  return { status: 200, body: completed(deps, call, { record, files, validTillMs: deps.world.clock.nowMs() + linkMs }) };
}

interface ReportFile {
  name: FileName;
  byteCount: number;
}

async function writeReport(
  deps: CostDeps,
  call: CostCall,
  { operationId, fromMs, toMs, createdAtMs }: ReportRecord,
): Promise<ReportFile[]> {
  const rows = meteredUsage(deps.world, call.scope, { fromMs, toMs, asOfMs: createdAtMs }, deps.irregularity);
  const folder = new Date(createdAtMs).toISOString().slice(0, 10).replaceAll("-", "");
  const written: ReportFile[] = [];
  for (const part of inParts(rows, deps.rowsPerPart)) {
    const path = `${folder}/${operationId}${written.length === 0 ? "" : `_${written.length}`}`;
    const name = { ...place, path };
    const bytes = Buffer.from(csvText(eaColumns, part, { subscription: call.subscription }));
    await deps.files.put(name, bytes);
    written.push({ name, byteCount: bytes.length });
  }
  return written;
}

interface Completed {
  record: ReportRecord;
  files: ReportFile[];
  validTillMs: number;
}

function completed(deps: CostDeps, call: CostCall, { record, files, validTillMs }: Completed) {
  const scope = scopePath(call.scope);
  return {
    id: `${scope}/providers/Microsoft.CostManagement/costDetailsOperationResults/${record.operationId}`,
    name: record.operationId,
    status: "Completed",
    manifest: {
      manifestVersion: call.apiVersion,
      dataFormat: "Csv",
      blobCount: files.length,
      byteCount: files.reduce((sum, file) => sum + file.byteCount, 0),
      compressData: false,
      requestContext: { requestScope: scope, requestBody: record.requestBody },
      blobs: files.map(({ name, byteCount }) => ({ blobLink: deps.links.linkTo(call.origin, name, validTillMs), byteCount })),
    },
    validTill: new Date(validTillMs).toISOString(),
  };
}
