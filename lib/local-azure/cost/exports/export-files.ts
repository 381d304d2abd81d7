// The files of one run:
//
//   root/export/20260101-20260131/202601101215/runId/part_0_0001.csv.gz, part_1_0001.csv.gz, …, manifest.json
//   root/export/20260101-20260131/id/part_0_0001.csv, …, manifest.json     OverwritePreviousReport: the id stays, so
//                                                                          each run replaces the one before
//   root/export/20260101-20260131/export_runId.csv                         not partitioned: no manifest
//
// The manifest is written last. A run with fewer parts than the one it replaces leaves the others behind, as on Azure:
// the manifest is to be read, not the folder.

import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Subscription } from "../../model/records/subscription.ts";
import type { CostDeps } from "../cost-call.ts";
import type { BookedRow } from "../meter/booked-rows.ts";
import { meteredUsage } from "../meter/metered-usage.ts";
import { csvText, inParts } from "../reports/csv-text.ts";
import { eaColumns } from "../reports/ea-columns.ts";
import { monthPeriod } from "../reports/report-period.ts";
import type { ExportRun } from "./export-definition.ts";
import { exportManifest, type WrittenBlob } from "./export-manifest.ts";
import { focusColumns } from "./focus-columns.ts";
import { parquetBytes } from "./parquet-bytes.ts";

const compress = promisify(gzip);

/** Resolves with the paths a run's history names. */
export async function writeExportFiles(
  deps: CostDeps,
  run: ExportRun,
  subscription: Subscription,
): Promise<Pick<ExportRun, "filePath" | "manifestPath">> {
  const { resourceId, container } = run.settings.deliveryInfo.destination;
  const account = resourceId.split("/").at(-1) ?? "";
  const put = (path: string, bytes: Uint8Array) => deps.sink.put({ accountId: resourceId, account, container, path }, bytes);
  const period = { fromMs: run.fromMs, toMs: run.toMs, asOfMs: run.submittedAtMs };
  const rows = meteredUsage(deps.world, run, period, deps.irregularity);
  if (run.settings.partitionData === false) {
    const filePath = `${rangeFolder(run)}/${run.exportName}_${run.runId}.csv`;
    await put(filePath, await fileBytes(run, [...rows], subscription));
    return { filePath };
  }
  const folder = runFolder(run);
  const blobs: WrittenBlob[] = [];
  for (const part of partsOf(rows, deps.rowsPerPart)) {
    const blobName = `${folder}/part_${blobs.length}_0001.${extensionOf(run)}`;
    const bytes = await fileBytes(run, part, subscription);
    await put(blobName, bytes);
    blobs.push({ blobName, byteCount: bytes.length, dataRowCount: part.length });
  }
  const manifestPath = `${folder}/manifest.json`;
  await put(manifestPath, Buffer.from(JSON.stringify(exportManifest(run, blobs))));
  return { filePath: blobs[0]?.blobName, manifestPath };
}

/** A period without a row is one part with nothing but its columns. */
function* partsOf(rows: Iterable<BookedRow>, size: number): Iterable<BookedRow[]> {
  let isEmpty = true;
  for (const part of inParts(rows, size)) {
    isEmpty = false;
    yield part;
  }
  if (isEmpty) yield [];
}

async function fileBytes({ settings }: ExportRun, rows: readonly BookedRow[], subscription: Subscription): Promise<Uint8Array> {
  const columns = settings.definition.type === "FocusCost" ? focusColumns : eaColumns;
  const context = { subscription };
  if (settings.format === "Parquet") {
    return parquetBytes({ columns, rows, context, codec: settings.compressionMode === "snappy" ? "SNAPPY" : "UNCOMPRESSED" });
  }
  const bytes = Buffer.from(csvText(columns, rows, context));
  return settings.compressionMode === "gzip" ? compress(bytes) : bytes;
}

function extensionOf({ settings: { format, compressionMode } }: ExportRun): string {
  if (format === "Parquet") return compressionMode === "snappy" ? "snappy.parquet" : "parquet";
  return compressionMode === "gzip" ? "csv.gz" : "csv";
}

function runFolder(run: ExportRun): string {
  if (run.settings.dataOverwriteBehavior === "OverwritePreviousReport") return `${rangeFolder(run)}/${lastingId(rangeFolder(run))}`;
  const runTime = new Date(run.submittedAtMs).toISOString().slice(0, 16).replace(/\D/g, "");
  return `${rangeFolder(run)}/${runTime}/${run.runId}`;
}

/** A month that is not over has the folder of the whole month. */
function rangeFolder({ settings, exportName, fromMs, toMs }: ExportRun): string {
  const isToDate = /MonthToDate$/.test(settings.definition.timeframe);
  const lastMs = (isToDate ? monthPeriod(fromMs, 0).toMs : toMs) - 1;
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10).replaceAll("-", "");
  const root = settings.deliveryInfo.destination.rootFolderPath ?? "";
  return `${root === "" ? "" : `${root}/`}${exportName}/${day(fromMs)}-${day(lastMs)}`;
}

function lastingId(folder: string): string {
  const hex = createHash("sha256").update(folder).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
