// What stands beside an export's parts: what was asked for, what was written, and how much of it.

import { toTicks } from "../../clock.ts";
import { scopePath } from "../cost-call.ts";
import { dayMs } from "../meter/meter-quantity.ts";
import type { ExportRun } from "./export-definition.ts";

export interface WrittenBlob {
  blobName: string;
  byteCount: number;
  dataRowCount: number;
}

const spelled = { none: "None", gzip: "Gzip", snappy: "Snappy" } as const;

export function exportManifest(run: ExportRun, blobs: readonly WrittenBlob[]) {
  const { definition, deliveryInfo, ...settings } = run.settings;
  const sum = (count: (blob: WrittenBlob) => number) => blobs.reduce((total, blob) => total + count(blob), 0);
  return {
    manifestVersion: "2024-04-01",
    byteCount: sum((blob) => blob.byteCount),
    blobCount: blobs.length,
    dataRowCount: sum((blob) => blob.dataRowCount),
    exportConfig: {
      exportName: run.exportName,
      resourceId: `/${scopePath(run)}/providers/Microsoft.CostManagement/exports/${run.exportName}`,
      dataVersion: definition.dataSet?.configuration?.dataVersion,
      apiVersion: run.apiVersion,
      type: definition.type,
      timeFrame: definition.timeframe,
      granularity: definition.dataSet?.granularity ?? null,
    },
    deliveryConfig: {
      partitionData: true,
      dataOverwriteBehavior: settings.dataOverwriteBehavior,
      fileFormat: settings.format,
      compressionMode: spelled[settings.compressionMode ?? "none"],
      containerUri: deliveryInfo.destination.resourceId,
      rootFolderPath: deliveryInfo.destination.rootFolderPath,
    },
    runInfo: {
      executionType: run.executionType,
      submittedTime: toTicks(run.submittedAtMs),
      runId: run.runId,
      startDate: new Date(run.fromMs).toISOString().slice(0, 19),
      endDate: `${new Date(run.toMs - dayMs).toISOString().slice(0, 19)}Z`,
    },
    blobs,
  };
}
