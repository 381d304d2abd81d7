// /local-azure/admin: what no Azure has. A look at the state, the clock, bytes of disks, copies held or failed, faults,
// settings. It is
// reachable from this machine only and asks for no sign-in; requests of web pages (with an Origin) are refused.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { JsonObject } from "../arm/body.ts";
import { choiceIn, isObject, numberIn, objectIn, textIn } from "../arm/body.ts";
import type { ArmOptions } from "../arm/request.ts";
import { AzureError, invalidParameter } from "../errors.ts";
import type { Snapshot } from "../model/records/snapshot.ts";
import type { World } from "../model/world.ts";
import { readJson, sendCompactJson } from "../server/http.ts";
import type { BlobCeilings } from "./blob-ceilings.ts";
import { changeDiskBytes } from "./disk-bytes.ts";
import type { Faults } from "./faults.ts";
import { faultKinds, faultServices } from "./faults.ts";
import { summary } from "./summary.ts";

export const adminPath = "/local-azure/admin";

const methods = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"] as const;
const faultNumbers = ["times", "skip", "percent", "seed", "retryAfterSeconds", "afterBytes", "stallMs", "bytesPerSecond"] as const;
const faultProperties = new Set(["kind", "service", "path", "method", "afterCommit", "announce", "error", ...faultNumbers]);

export interface AdminDeps {
  world: World;
  options: ArmOptions;
  faults: Faults;
  ceilings: BlobCeilings;
  /** Makes the moved clock survive a restart. */
  saveClock(): Promise<void>;
}

/** true: answered. */
export function createAdminHandler(deps: AdminDeps) {
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<boolean> => {
    if (url.pathname !== adminPath && !url.pathname.startsWith(`${adminPath}/`)) return false;
    try {
      if (req.headers.origin !== undefined) throw new AzureError(403, "Forbidden", "Web pages may not administer Local Azure.");
      const body = await readJson(req);
      const answer = await run(deps, `${req.method} ${url.pathname.slice(adminPath.length)}`, isObject(body) ? body : {});
      sendCompactJson(res, 200, answer);
    } catch (error) {
      if (!(error instanceof AzureError)) throw error;
      sendCompactJson(res, error.status, error.body());
    }
    return true;
  };
}

async function run(deps: AdminDeps, call: string, body: JsonObject): Promise<unknown> {
  switch (call) {
    case "GET ":
      return summary(deps);
    case "POST /clock":
      return moveClock(deps, body);
    case "POST /copies":
      return steerCopy(deps, body);
    case "POST /disks":
      return changeDiskBytes(deps.world, body);
    case "GET /faults":
      return { value: deps.faults.list() };
    case "POST /faults":
      return addFault(deps, body);
    case "DELETE /faults":
      deps.faults.clear();
      return { value: [] };
    case "POST /settings":
      return changeSettings(deps, body);
    default: {
      const faultId = /^DELETE \/faults\/(.+)$/.exec(call)?.[1];
      if (faultId !== undefined) return clearFault(deps, faultId);
      throw new AzureError(404, "NotFound", `There is no admin call ${call}.`);
    }
  }
}

async function moveClock({ world, saveClock }: AdminDeps, body: JsonObject): Promise<object> {
  const advanceMs = numberIn(body, "advanceMs");
  if (advanceMs === undefined || advanceMs < 0)
    throw invalidParameter("advanceMs", "advanceMs must be a number of milliseconds, 0 or more: the clock only goes forward.");
  world.clock.advance(advanceMs);
  world.settle();
  await world.flush();
  await saveClock();
  return { nowMs: world.clock.nowMs(), offsetMs: world.clock.offsetMs() };
}

async function steerCopy({ world }: AdminDeps, body: JsonObject): Promise<object> {
  const snapshot = snapshotIn(world, body);
  const action = choiceIn(body, "action", ["hold", "release", "fail"] as const);
  const percent = percentIn(body);
  world.settle();
  if (action === "hold") world.holdCopy(snapshot, percent);
  else if (action === "release") world.releaseCopy(snapshot);
  else if (action === "fail") world.failCopyAt(snapshot, percent, copyErrorIn(body));
  else throw invalidParameter("action", "action must be hold, release or fail.");
  await world.flush();
  return {
    snapshotId: snapshot.id,
    completionPercent: world.completionPercent(snapshot),
    holdAtPercent: snapshot.copy?.holdAtPercent,
    failAtPercent: snapshot.copy?.failAtPercent,
  };
}

function snapshotIn(world: World, body: JsonObject): Snapshot {
  const id = textIn(body, "snapshotId") ?? "";
  const found = world.findSnapshot(id);
  if (found === undefined) throw new AzureError(404, "NotFound", `There is no snapshot ${id}.`);
  return found;
}

function percentIn(body: JsonObject): number {
  const percent = numberIn(body, "percent") ?? 0;
  if (percent >= 0 && percent <= 100) return percent;
  throw invalidParameter("percent", "percent must be between 0 and 100.");
}

function copyErrorIn(body: JsonObject): { errorCode: string; errorMessage: string } {
  const error = objectIn(body, "error");
  return {
    errorCode: textIn(error, "errorCode") ?? "InternalError",
    errorMessage: textIn(error, "errorMessage") ?? "The copy of the snapshot's data failed.",
  };
}

function addFault({ faults }: AdminDeps, body: JsonObject): object {
  const kind = choiceIn(body, "kind", faultKinds);
  if (kind === undefined) throw invalidParameter("kind", `A fault needs a kind: ${faultKinds.join(", ")}.`);
  const unknown = Object.keys(body).find((name) => !faultProperties.has(name));
  if (unknown !== undefined) throw invalidParameter(unknown, `A fault has no property ${unknown}: ${[...faultProperties].join(", ")}.`);
  const error = objectIn(body, "error");
  const code = textIn(error, "code");
  return faults.add({
    kind,
    service: choiceIn(body, "service", faultServices),
    path: textIn(body, "path"),
    method: choiceIn(body, "method", methods),
    ...Object.fromEntries(faultNumbers.map((name) => [name, numberIn(body, name)])),
    afterCommit: body.afterCommit === true,
    announce: choiceIn(body, "announce", ["whole", "short"] as const),
    ...(code === undefined ? {} : { error: { code, message: textIn(error, "message") ?? "The operation failed." } }),
  });
}

function clearFault({ faults }: AdminDeps, id: string): object {
  // What is used up is not in the list, but may stall still.
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new AzureError(404, "NotFound", `There is no fault ${id}.`);
  faults.clear(id);
  return { value: faults.list() };
}

function changeSettings({ options, ceilings }: AdminDeps, body: JsonObject): object {
  const settings: Record<string, number> = { ...options, ...ceilings.limits };
  for (const name of Object.keys(body)) {
    const value = numberIn(body, name);
    if (!(name in settings)) throw invalidParameter(name, `There is no setting ${name}: ${Object.keys(settings).join(", ")}.`);
    if (value === undefined || value < 0) throw invalidParameter(name, `${name} must be a number, 0 or more.`);
    settings[name] = value;
  }
  if (!Number.isInteger(settings.pageSize) || settings.pageSize === 0)
    throw invalidParameter("pageSize", "pageSize must be a whole number, 1 or more.");
  for (const target of [options, ceilings.limits])
    Object.assign(target, Object.fromEntries(Object.keys(target).map((name) => [name, settings[name]])));
  return settings;
}
