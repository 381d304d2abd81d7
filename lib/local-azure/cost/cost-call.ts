// One call to the money side: what it asks, and what answers may use.

import type { ArmRequest } from "../arm/request.ts";
import { param } from "../arm/request.ts";
import { findSubscription } from "../arm/scopes.ts";
import { AzureError } from "../errors.ts";
import type { Subscription } from "../model/records/subscription.ts";
import type { CostRecords } from "./cost-records.ts";
import type { CostFiles, ExportSink } from "./files/cost-files.ts";
import type { FileLinks } from "./files/file-links.ts";
import type { Irregularity } from "./meter/booked-rows.ts";
import type { MeteredWorld, Scope } from "./meter/metered-usage.ts";
import type { QueryQuota } from "./query/query-quota.ts";

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

export interface CostCall extends Pick<ArmRequest, "method" | "path" | "query" | "origin" | "apiVersion" | "body" | "params"> {
  scope: Scope;
  subscription: Subscription;
}

export function toCostCall(request: ArmRequest): CostCall {
  const scope = { subscriptionId: param(request, "subscription"), resourceGroup: request.params.group };
  return { ...request, scope, subscription: findSubscription(request) };
}

export function scopePath({ subscriptionId, resourceGroup }: Scope): string {
  return `subscriptions/${subscriptionId}${resourceGroup === undefined ? "" : `/resourceGroups/${resourceGroup}`}`;
}

export function badRequest(message: string): AzureError {
  return new AzureError(400, "BadRequest", message);
}
