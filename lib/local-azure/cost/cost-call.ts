// One call to the money side: what it asks, and what answers may use.

import type { IncomingMessage, ServerResponse } from "node:http";
import { AzureError } from "../errors.ts";
import type { Subscription } from "../model/records/subscription.ts";
import type { Irregularity } from "./booked-rows.ts";
import type { CostFiles, ExportSink } from "./cost-files.ts";
import type { CostRecords } from "./cost-records.ts";
import type { FileLinks } from "./file-links.ts";
import type { MeteredWorld, Scope } from "./metered-usage.ts";
import type { QueryQuota } from "./query-quota.ts";

export interface CostDeps {
  world: MeteredWorld;
  quota: QueryQuota;
  irregularity: Irregularity;
  records: CostRecords;
  /** Where reports are kept. */
  files: CostFiles;
  links: FileLinks;
  /** Where exports go. */
  sink: ExportSink;
  /** How long clients are told to wait between polls; may change at any time. */
  options: { retryAfterSeconds: number };
  /** Of one file of a report or an export. */
  rowsPerPart: number;
}

export interface CostCall {
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  scope: Scope;
  subscription: Subscription;
  apiVersion: string;
  /** Of the path after the operation: "daily" and "run" of exports/daily/run. */
  rest: string[];
}

export function scopePath({ subscriptionId, resourceGroup }: Scope): string {
  return `subscriptions/${subscriptionId}${resourceGroup === undefined ? "" : `/resourceGroups/${resourceGroup}`}`;
}

export function assertMethod({ req }: CostCall, ...methods: string[]): void {
  if (req.method !== undefined && methods.includes(req.method)) return;
  throw new AzureError(405, "MethodNotAllowed", `The requested resource does not support http method '${req.method}'.`, {
    headers: { Allow: methods.join(", ") },
  });
}

export function badRequest(message: string): AzureError {
  return new AzureError(400, "BadRequest", message);
}
