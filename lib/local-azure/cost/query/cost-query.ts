// The body of a Cost Management query, read and refused as Azure does: 400 BadRequest naming the value and,
// where there is a short list, what is allowed.

import { AzureError, notImplemented } from "../../errors.ts";
import { parseUtc } from "../../utc-time.ts";
import { dayMs } from "../meter/meter-quantity.ts";
import type { UsageRow } from "../meter/usage-rows.ts";

export interface CostQuery {
  granularity: "Daily" | "Monthly" | "None";
  /** Starts of UTC days, half-open. */
  fromMs: number;
  toMs: number;
  aggregations: AggregationName[];
  grouping: DimensionName[];
  keeps: (row: UsageRow) => boolean;
}

export type AggregationName = (typeof aggregationNames)[number];
export type DimensionName = keyof typeof dimensions;

const aggregationNames = ["Cost", "PreTaxCost", "CostUSD", "PreTaxCostUSD", "UsageQuantity"] as const;

/** What a row can be grouped and filtered by. ResourceGuid is Azure's name for the meter id. */
export const dimensions = {
  ResourceId: (row: UsageRow) => row.resourceId,
  ResourceType: (row: UsageRow) => resourceTypeOf(row.resourceId),
  ResourceGroup: (row: UsageRow) => row.resourceGroup,
  ResourceGroupName: (row: UsageRow) => row.resourceGroup,
  ResourceLocation: (row: UsageRow) => row.meter.location,
  ResourceGuid: (row: UsageRow) => row.meter.meterId,
  Meter: (row: UsageRow) => row.meter.meterName,
  MeterCategory: (row: UsageRow) => row.meter.serviceName,
  MeterSubcategory: (row: UsageRow) => row.meter.productName,
  SubscriptionId: (row: UsageRow) => row.subscriptionId,
  ServiceName: (row: UsageRow) => row.meter.serviceName,
  ChargeType: () => "Usage",
};

/** "microsoft.compute/snapshots" of a resource id. */
export function resourceTypeOf(resourceId: string): string {
  return /\/providers\/([^/]+\/[^/]+)/i.exec(resourceId)?.[1] ?? "";
}

const maxGroupings = 2;
const maxAggregations = 2;
/** A filter's members are read by the same function again. */
const maxFilterDepth = 200;
const maxPeriodMs = 366 * dayMs;

export function parseCostQuery(body: unknown, nowMs: number): CostQuery {
  const query = asObject(body, "body");
  oneOf("type", query.type, ["ActualCost", "AmortizedCost", "Usage"]);
  const dataset = asObject(query.dataset ?? {}, "dataset");
  for (const unsupported of ["sorting", "configuration"]) {
    if (dataset[unsupported] !== undefined) throw notImplemented(`Microsoft.CostManagement/query dataset.${unsupported}`);
  }
  return {
    granularity: oneOf("dataset.granularity", dataset.granularity ?? "None", ["Daily", "Monthly", "None"]),
    ...parsePeriod(query, nowMs),
    aggregations: parseAggregations(dataset.aggregation),
    grouping: parseGrouping(dataset.grouping),
    keeps: dataset.filter === undefined || dataset.filter === null ? () => true : parseFilter(dataset.filter, 1),
  };
}

function parsePeriod(query: JsonObject, nowMs: number): { fromMs: number; toMs: number } {
  const timeframe = oneOf("timeframe", query.timeframe, [
    "Custom",
    "MonthToDate",
    "BillingMonthToDate",
    "TheLastMonth",
    "TheLastBillingMonth",
  ]);
  const now = new Date(nowMs);
  const monthStart = (offset: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1);
  if (timeframe === "MonthToDate" || timeframe === "BillingMonthToDate") return { fromMs: monthStart(0), toMs: dayStart(nowMs) + dayMs };
  if (timeframe !== "Custom") return { fromMs: monthStart(-1), toMs: monthStart(0) };
  if (query.timePeriod === undefined) throw invalid("timePeriod is required when timeframe is 'Custom'");
  const period = asObject(query.timePeriod, "timePeriod");
  const fromMs = dayStart(parseTime("timePeriod.from", period.from));
  const toMs = dayStart(parseTime("timePeriod.to", period.to)) + dayMs;
  if (toMs <= fromMs) throw invalid(`timePeriod.from '${String(period.from)}' is after timePeriod.to '${String(period.to)}'`);
  if (toMs - fromMs > maxPeriodMs) throw invalid("The time period for pulling the data cannot exceed 1 year(s)");
  return { fromMs, toMs };
}

function parseAggregations(value: unknown): AggregationName[] {
  const clauses = Object.values(asObject(value ?? {}, "dataset.aggregation"));
  if (clauses.length === 0) throw invalid("dataset.aggregation must have at least one clause");
  if (clauses.length > maxAggregations)
    throw invalid(`dataset.aggregation has ${clauses.length} clauses; at most ${maxAggregations} are allowed`);
  return clauses.map((clause) => {
    const { name, function: combine } = asObject(clause, "dataset.aggregation");
    oneOf("dataset.aggregation function", combine, ["Sum"]);
    return oneOf("dataset.aggregation name", name, aggregationNames);
  });
}

function parseGrouping(value: unknown): DimensionName[] {
  const groups = asList(value ?? [], "dataset.grouping");
  if (groups.length > maxGroupings) throw invalid(`dataset.grouping has ${groups.length} clauses; at most ${maxGroupings} are allowed`);
  return groups.map((group) => {
    const { type, name } = asObject(group, "dataset.grouping");
    if (type === "TagKey") throw notImplemented("Microsoft.CostManagement/query grouping by TagKey");
    oneOf("dataset.grouping type", type, ["Dimension"]);
    return dimensionNamed("dataset.grouping", name);
  });
}

type Keeps = (row: UsageRow) => boolean;

function parseFilter(value: unknown, depth: number): Keeps {
  if (depth > maxFilterDepth) throw invalid(`dataset.filter is nested more than ${maxFilterDepth} deep`);
  const filter = asObject(value, "dataset.filter");
  const [operator, ...more] = Object.keys(filter);
  if (operator === undefined || more.length > 0) throw invalid("dataset.filter must have exactly one of 'and', 'or', 'dimensions'");
  if (operator === "tags") throw notImplemented("Microsoft.CostManagement/query filter by tags");
  if (oneOf("dataset.filter", operator, ["and", "or", "dimensions"]) === "dimensions") return parseDimensionFilter(filter.dimensions);
  const parts = asList(filter[operator], `dataset.filter.${operator}`).map((part) => parseFilter(part, depth + 1));
  if (parts.length < 2) throw invalid(`dataset.filter.${operator} must have at least 2 members`);
  return operator === "and" ? (row) => parts.every((keeps) => keeps(row)) : (row) => parts.some((keeps) => keeps(row));
}

function parseDimensionFilter(value: unknown): Keeps {
  const filter = asObject(value, "dataset.filter.dimensions");
  const dimension = dimensions[dimensionNamed("dataset.filter dimension", filter.name)];
  oneOf("dataset.filter operator", filter.operator, ["In"]);
  const values = asList(filter.values, "dataset.filter values");
  if (values.length === 0) throw invalid("dataset.filter values must not be empty");
  const wanted = new Set(values.map((v) => String(v).toLowerCase()));
  return (row) => wanted.has(dimension(row).toLowerCase());
}

function dimensionNamed(where: string, name: unknown): DimensionName {
  const names = Object.keys(dimensions) as DimensionName[];
  const found = names.find((known) => known.toLowerCase() === String(name).toLowerCase());
  return found ?? oneOf(where, name, names);
}

type JsonObject = Record<string, unknown>;

function asObject(value: unknown, where: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(`${where} must be an object`);
  return value as JsonObject;
}

function asList(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw invalid(`${where} must be a list`);
  return value;
}

function oneOf<T extends string>(where: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((known) => known === value);
  if (found === undefined) throw invalid(`Invalid ${where}: '${String(value)}'; valid values: ${allowed.map((a) => `'${a}'`).join(",")}`);
  return found;
}

function parseTime(where: string, value: unknown): number {
  const ms = typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value) ? parseUtc(value) : Number.NaN;
  if (Number.isNaN(ms)) throw invalid(`${where} '${String(value)}' is not a date`);
  return ms;
}

function dayStart(ms: number): number {
  return Math.floor(ms / dayMs) * dayMs;
}

function invalid(message: string): AzureError {
  return new AzureError(400, "BadRequest", `Invalid query definition: ${message}.`);
}
