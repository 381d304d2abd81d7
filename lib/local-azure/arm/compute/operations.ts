// Long operations: every write answers 202 with both operation headers, and a client polls.
//
// The change itself is made when the call comes; what takes time is its showing: the operation is InProgress and the
// resource Updating (or Deleting) until the clock has passed. So nothing can be half done after a crash.
//
// On Azure a call takes as long as many an operation does, so that the first poll finds it Succeeded. On this machine it
// would come earlier, and clients would then sleep for the half minute that they leave between polls (az does).

import type { Clock } from "../../clock.ts";
import { toArmTime, toTicks } from "../../clock.ts";
import { AzureError } from "../../errors.ts";
import { newGuid, randomHex } from "../../ids.ts";
import type { LongOperation, OperationResult } from "../../model/records/long-operation.ts";
import type { Records } from "../../model/records/records.ts";
import type { Resource } from "../../model/records/resource.ts";
import { sasPath } from "../../model/rules/grants.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { param } from "../request.ts";
import { resourceView } from "./views.ts";

/** How long the work of each kind takes: short, as nothing is moved. */
export const workMs = {
  createDisk: 120,
  importVhd: 500,
  restoreDisk: 600,
  createSnapshot: 300,
  startCopy: 400,
  update: 80,
  delete: 180,
  grant: 30,
  revoke: 20,
} as const;

/** What recordings show InProgress at the first poll; all else they show Succeeded. */
const longWork: ReadonlySet<keyof typeof workMs> = new Set(["importVhd", "createSnapshot", "startCopy"]);

export interface OperationStart {
  resource: Resource;
  work: keyof typeof workMs;
  busyState?: "Updating" | "Deleting";
  result?: OperationResult;
  /** The 202's body; none for DELETE and POST. */
  echo?: object;
  /** What was wrong is found by the work, not by the call: the operation ends Failed with it. */
  failure?: { code: string; message: string };
}

export function startOperation(request: ArmRequest, { resource, work, busyState, result, echo, failure }: OperationStart): ArmAnswer {
  const { world } = request;
  const untilMs = world.clock.nowMs() + workMs[work];
  if (busyState !== undefined) {
    resource.busy = { state: busyState, untilMs };
    world.touchResource(resource);
  }
  const operation = world.add("operation", {
    operationId: newGuid(),
    subscriptionId: resource.subscriptionId,
    location: resource.location,
    startTime: world.clock.nowTicks(),
    readyAtMs: untilMs,
    isShort: !longWork.has(work),
    status: "InProgress",
    result,
    error: failure,
  });
  const retryAfter: Record<string, string> = echo === undefined ? {} : { "retry-after": String(request.options.retryAfterSeconds) };
  return {
    status: 202,
    body: echo,
    headers: { ...operationHeaders(request, operation), ...retryAfter, "x-ms-request-id": operation.operationId },
  };
}

export function operationHeaders(
  request: Pick<ArmRequest, "origin" | "apiVersion"> & { world: Pick<Records, "clock" | "tenantId"> },
  operation: LongOperation,
): Record<string, string> {
  const { world, origin, apiVersion } = request;
  const base = `${origin}/subscriptions/${operation.subscriptionId}/providers/Microsoft.Compute/locations/${operation.location}/DiskOperations/${operation.operationId}`;
  const signature = ["c", "s", "h"].map((name) => `${name}=${Buffer.from(randomHex(24), "hex").toString("base64url")}`).join("&");
  const opaque = `t=${dotnetTicks(world.clock.nowMs())}&${signature}`;
  const start = `${base}?p=${world.tenantId}`;
  return {
    "azure-asyncoperation": `${start}&api-version=${apiVersion}&${opaque}`,
    location: `${start}&monitor=true&api-version=${apiVersion}&${opaque}`,
  };
}

/** 100-nanosecond ticks since the year 1, as .NET counts. */
function dotnetTicks(ms: number): string {
  return String(BigInt(Math.trunc(ms)) * 10_000n + 621_355_968_000_000_000n);
}

export async function pollOperation(request: ArmRequest): Promise<ArmAnswer> {
  const { world } = request;
  const operation = world.operations.get(param(request, "operation").toLowerCase());
  if (operation === undefined || operation.subscriptionId !== param(request, "subscription").toLowerCase()) {
    throw new AzureError(404, "NotFound", `The operation ${param(request, "operation")} is not found.`);
  }
  if (operation.isShort === true) await untilReady(world.clock, operation);
  const isReady = world.clock.nowMs() >= operation.readyAtMs;
  const isMonitor = request.query.get("monitor") === "true";
  if (isMonitor)
    return isReady
      ? monitorAnswer(request, operation)
      : { status: 202, headers: { location: request.origin + request.path + queryText(request) } };
  return { status: 200, body: isReady ? endedView(request, operation) : inProgressView(operation) };
}

function untilReady(clock: Clock, { readyAtMs }: LongOperation): Promise<void> | undefined {
  const leftMs = readyAtMs - clock.nowMs();
  return leftMs <= 0 ? undefined : new Promise((resolve) => clock.after(leftMs, resolve));
}

function queryText(request: ArmRequest): string {
  return `?${request.query.toString()}`;
}

function monitorAnswer(request: ArmRequest, operation: LongOperation): ArmAnswer {
  const { error } = operation;
  if (error !== undefined) return { status: 400, body: { error } };
  return { status: 200, body: outputOf(request, operation) };
}

function inProgressView(operation: LongOperation): object {
  return { startTime: toArmTime(operation.startTime), status: "InProgress", name: operation.operationId };
}

function endedView(request: ArmRequest, operation: LongOperation): object {
  const endTime = toArmTime(toTicks(operation.readyAtMs, Number(operation.startTime.slice(23, 27))));
  const { error } = operation;
  if (error !== undefined)
    return { startTime: toArmTime(operation.startTime), endTime, status: "Failed", error, name: operation.operationId };
  const output = outputOf(request, operation);
  return {
    startTime: toArmTime(operation.startTime),
    endTime,
    status: "Succeeded",
    ...(output === undefined ? {} : { properties: { output } }),
    name: operation.operationId,
  };
}

function outputOf(request: ArmRequest, { result }: LongOperation): object | undefined {
  const { world, apiVersion } = request;
  if (result === undefined) return undefined;
  if (result.kind === "access") {
    const grant = world.grants.get(result.si);
    return grant === undefined ? undefined : { accessSAS: request.blobOrigin + sasPath(grant) };
  }
  const resource = world.resourceByUniqueId(result.uniqueId);
  return resource === undefined ? undefined : resourceView(world, resource, { isOperationOutput: true, apiVersion });
}
