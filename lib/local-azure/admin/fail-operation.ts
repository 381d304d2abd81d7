// A write that is accepted (202) and whose operation then ends Failed, its work not done.

import type { IncomingMessage, ServerResponse } from "node:http";
import { asObject, textIn } from "../arm/body.ts";
import { operationHeaders, workMs } from "../arm/compute/operations.ts";
import { newGuid } from "../ids.ts";
import type { RecordStore } from "../model/records/record-store.ts";
import { readJson } from "../server/http.ts";
import type { FaultRule } from "./faults.ts";

interface FailedCall {
  rule: FaultRule;
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  world: RecordStore;
}

/** false: the call starts no operation, and goes on. */
export async function failOperation({ rule, req, res, url, world }: FailedCall): Promise<boolean> {
  const [id, subscriptionId = ""] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/(?:disks|snapshots)\/[^/]+/i.exec(url.pathname) ?? [];
  if (id === undefined || req.method === "GET" || req.method === "HEAD") return false;
  const body = asObject((await readJson(req)) ?? {}, "the body");
  const operation = world.add("operation", {
    operationId: newGuid(),
    subscriptionId: subscriptionId.toLowerCase(),
    location: world.newestOfId(id)?.location ?? textIn(body, "location") ?? "westeurope",
    startTime: world.clock.nowTicks(),
    readyAtMs: world.clock.nowMs() + workMs.update,
    isShort: true,
    status: "InProgress",
    error: rule.error,
  });
  await world.flush();
  const apiVersion = url.searchParams.get("api-version") ?? "2025-01-02";
  const headers = operationHeaders({ world, origin: url.origin, apiVersion }, operation);
  res.writeHead(202, { ...headers, "x-ms-request-id": operation.operationId, "content-length": 0 });
  res.end();
  return true;
}
