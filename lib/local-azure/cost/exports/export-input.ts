// The properties of an export, read and refused as Azure does: 400 naming the value and what is allowed. What Azure has
// and this has not is refused by name with 501.

import { notImplemented } from "../../errors.ts";
import { badRequest } from "../cost-call.ts";
import { dayMs } from "../meter/meter-quantity.ts";
import { parseDay } from "../reports/report-period.ts";
import type { ExportProperties } from "./export-definition.ts";

type JsonObject = Record<string, unknown>;

/** Of each type, the one version of its columns there is here. */
export const dataVersions = { ActualCost: "2024-08-01", AmortizedCost: "2024-08-01", Usage: "2024-08-01", FocusCost: "1.0r2" } as const;

const otherTypes = ["PriceSheet", "ReservationTransactions", "ReservationRecommendations", "ReservationDetails"];
const timeframes = ["MonthToDate", "BillingMonthToDate", "TheLastMonth", "TheLastBillingMonth", "Custom"] as const;
const otherTimeframes = ["WeekToDate", "YearToDate", "TheLastWeek", "TheLastYear", "TheCurrentMonth"];
const recurrences = ["Daily", "Weekly", "Monthly", "Annually"] as const;
const compressionsOf = { Csv: ["none", "gzip"], Parquet: ["none", "snappy"] } as const;

/** before: the properties it replaces. A schedule may start today or later, or when it started before. */
export function parseExportProperties(body: unknown, { nowMs, before }: { nowMs: number; before?: ExportProperties }): ExportProperties {
  const properties = objectAt("properties", objectAt("body", body).properties);
  const format = oneOf("properties.format", properties.format ?? "Csv", ["Csv", "Parquet"]);
  const compressionMode = oneOf("properties.compressionMode", properties.compressionMode ?? "none", compressionsOf[format]);
  const partitionData = properties.partitionData ?? true;
  if (typeof partitionData !== "boolean") throw badRequest("properties.partitionData must be true or false.");
  if (!partitionData && (format === "Parquet" || compressionMode !== "none")) {
    throw badRequest("properties.partitionData must be true for Parquet and for compressed files.");
  }
  const behaviors = ["CreateNewReport", "OverwritePreviousReport"] as const;
  const { exportDescription } = properties;
  return {
    ...(properties.schedule === undefined ? {} : { schedule: parseSchedule(properties.schedule, nowMs, before?.schedule) }),
    format,
    deliveryInfo: { destination: parseDestination(objectAt("properties.deliveryInfo", properties.deliveryInfo).destination) },
    definition: parseDefinition(properties.definition),
    partitionData,
    dataOverwriteBehavior: oneOf("properties.dataOverwriteBehavior", properties.dataOverwriteBehavior ?? "CreateNewReport", behaviors),
    compressionMode,
    ...(typeof exportDescription === "string" ? { exportDescription } : {}),
  };
}

function parseDestination(value: unknown): ExportProperties["deliveryInfo"]["destination"] {
  const where = "properties.deliveryInfo.destination";
  const { type = "AzureBlob", resourceId, container, rootFolderPath = "" } = objectAt(where, value);
  if (type !== "AzureBlob") throw notImplemented(`exports to a destination of type ${String(type)}`);
  if (
    !/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/[a-z0-9]{3,24}$/i.test(
      String(resourceId),
    )
  ) {
    throw badRequest(`${where}.resourceId '${String(resourceId)}' is not the id of a storage account.`);
  }
  if (!/^[a-z0-9](-?[a-z0-9]){2,62}$/.test(String(container)))
    throw badRequest(`${where}.container '${String(container)}' names no container.`);
  const folder = String(rootFolderPath).replace(/^\/+|\/+$/g, "");
  if (folder !== "" && !folder.split("/").every(isFolderName)) {
    throw badRequest(`${where}.rootFolderPath '${String(rootFolderPath)}' is no path of folders.`);
  }
  return { type, resourceId: String(resourceId), container: String(container), rootFolderPath: folder };
}

function isFolderName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !name.includes("\\");
}

function parseDefinition(value: unknown): ExportProperties["definition"] {
  const where = "properties.definition";
  const { type, timeframe, timePeriod, dataSet = {} } = objectAt(where, value);
  if (otherTypes.includes(String(type))) throw notImplemented(`exports of type ${String(type)}`);
  if (otherTimeframes.includes(String(timeframe))) throw notImplemented(`exports with timeframe ${String(timeframe)}`);
  const knownType = oneOf(`${where}.type`, type, Object.keys(dataVersions) as (keyof typeof dataVersions)[]);
  const knownTimeframe = oneOf(`${where}.timeframe`, timeframe, timeframes);
  const { granularity = "Daily", configuration = {}, ...more } = objectAt(`${where}.dataSet`, dataSet);
  if (Object.keys(more).length > 0) throw notImplemented(`dataSet.${Object.keys(more).join(", ")} of exports`);
  const { dataVersion = dataVersions[knownType], ...others } = objectAt(`${where}.dataSet.configuration`, configuration);
  if (Object.keys(others).length > 0) throw notImplemented(`dataSet.configuration.${Object.keys(others).join(", ")} of exports`);
  if (dataVersion !== dataVersions[knownType]) {
    throw notImplemented(`dataVersion ${String(dataVersion)} of ${knownType} (there is ${dataVersions[knownType]})`);
  }
  return {
    type: knownType,
    timeframe: knownTimeframe,
    ...(knownTimeframe === "Custom" ? { timePeriod: parseTimePeriod(`${where}.timePeriod`, timePeriod) } : {}),
    dataSet: {
      granularity: oneOf(`${where}.dataSet.granularity`, granularity, ["Daily"] as const),
      configuration: { dataVersion: dataVersions[knownType] },
    },
  };
}

export function parseTimePeriod(where: string, value: unknown): { from: string; to: string } {
  const { from, to } = objectAt(where, value);
  if (parseDay(`${where}.to`, to) < parseDay(`${where}.from`, from))
    throw badRequest(`${where}.from '${String(from)}' is after ${where}.to '${String(to)}'.`);
  return { from: String(from), to: String(to) };
}

function parseSchedule(value: unknown, nowMs: number, before: ExportProperties["schedule"]): ExportProperties["schedule"] {
  const where = "properties.schedule";
  const schedule = objectAt(where, value);
  const status = oneOf(`${where}.status`, schedule.status ?? "Active", ["Active", "Inactive"]);
  if (schedule.recurrence === undefined) return { status };
  const recurrence = oneOf(`${where}.recurrence`, schedule.recurrence, recurrences);
  const { from, to } = objectAt(`${where}.recurrencePeriod`, schedule.recurrencePeriod);
  const firstDay = parseDay(`${where}.recurrencePeriod.from`, from);
  if (firstDay < Math.floor(nowMs / dayMs) * dayMs && from !== before?.recurrencePeriod?.from) {
    throw badRequest(`${where}.recurrencePeriod.from '${String(from)}' is in the past.`);
  }
  if (to !== undefined && parseDay(`${where}.recurrencePeriod.to`, to) < firstDay) {
    throw badRequest(`${where}.recurrencePeriod.to '${String(to)}' is before its from.`);
  }
  return { status, recurrence, recurrencePeriod: { from: String(from), ...(to === undefined ? {} : { to: String(to) }) } };
}

function objectAt(where: string, value: unknown): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badRequest(`${where} must be an object.`);
  return value as JsonObject;
}

function oneOf<T extends string>(where: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((known) => known.toLowerCase() === String(value).toLowerCase());
  if (found === undefined)
    throw badRequest(`Invalid ${where}: '${String(value)}'; valid values: ${allowed.map((a) => `'${a}'`).join(",")}.`);
  return found;
}
