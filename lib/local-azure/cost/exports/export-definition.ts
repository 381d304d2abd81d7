// Exports and their runs, as they are remembered. Shapes only.

export interface ExportProperties {
  schedule?: {
    status?: "Active" | "Inactive";
    recurrence?: "Daily" | "Weekly" | "Monthly" | "Annually";
    recurrencePeriod?: { from: string; to?: string };
  };
  format: "Csv" | "Parquet";
  deliveryInfo: { destination: { type?: string; resourceId: string; container: string; rootFolderPath?: string } };
  definition: {
    type: "ActualCost" | "AmortizedCost" | "Usage" | "FocusCost";
    timeframe: "MonthToDate" | "BillingMonthToDate" | "TheLastMonth" | "TheLastBillingMonth" | "Custom";
    timePeriod?: { from: string; to: string };
    dataSet?: { granularity?: "Daily"; configuration?: { dataVersion?: string } };
  };
  partitionData?: boolean;
  dataOverwriteBehavior?: "OverwritePreviousReport" | "CreateNewReport";
  compressionMode?: "gzip" | "snappy" | "none";
  exportDescription?: string;
}

export interface ExportDefinition {
  name: string;
  subscriptionId: string;
  resourceGroup?: string;
  eTag: string;
  location?: string;
  /** SystemAssigned, with the ids it was given. */
  identity?: { type: string; principalId: string; tenantId: string };
  properties: ExportProperties;
  apiVersion: string;
  createdAtMs: number;
  /** Of the last scheduled run, or of the creation: the next one is after it. */
  scheduledThroughMs: number;
}

export interface ExportRun {
  runId: string;
  exportName: string;
  subscriptionId: string;
  resourceGroup?: string;
  apiVersion: string;
  executionType: "OnDemand" | "Scheduled";
  submittedBy: string;
  submittedAtMs: number;
  /** Starts of UTC days, half-open. */
  fromMs: number;
  toMs: number;
  /** The second run of the first days of a month, for the month before: Azure does not show it. */
  isHidden: boolean;
  /** As they were when it ran. */
  settings: ExportProperties;
  /** Set when all is written: the folder's first file, and the manifest where there is one. */
  filePath?: string;
  manifestPath?: string;
  failure?: { code: string; message: string };
}
