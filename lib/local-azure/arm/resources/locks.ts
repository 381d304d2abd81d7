// Microsoft.Authorization/locks at a subscription, a group, or a disk or snapshot.

import { AzureError, invalidParameter } from "../../errors.ts";
import type { Lock } from "../../model/records/lock.ts";
import { keyOf } from "../../model/records/record-log.ts";
import { liveLocks } from "../../model/rules/locks.ts";
import { asObject, assertKnown, choiceIn, objectIn, textIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { param } from "../request.ts";
import { existingScopeOf, scopeOf } from "../scopes.ts";

const known: ReadonlySet<string> = new Set(["level", "notes", "owners"]);

/** At the scope, and below it. */
export function listLocks(request: ArmRequest): ArmAnswer {
  const scope = `${scopeOf(request)}/`.toLowerCase();
  const found = liveLocks(request.world).filter((lock) => `${lock.scope}/`.toLowerCase().startsWith(scope));
  return { status: 200, body: { value: found.map(view) } };
}

export function getLock(request: ArmRequest): ArmAnswer {
  return { status: 200, body: view(findLock(request)) };
}

export function putLock(request: ArmRequest): ArmAnswer {
  const { world } = request;
  const properties = objectIn(asObject(request.body, "the body"), "properties");
  assertKnown(properties, known, "a lock");
  const level = choiceIn(properties, "level", ["CanNotDelete", "ReadOnly"] as const);
  if (level === undefined) throw invalidParameter("level", "Required parameter 'properties.level' is missing (null).");
  const before = lookUp(request);
  const notes = textIn(properties, "notes");
  const lock = world.add("lock", {
    scope: before?.scope ?? existingScopeOf(request),
    name: param(request, "lock"),
    level,
    ...(notes === undefined ? {} : { notes }),
  });
  return { status: before === undefined ? 201 : 200, body: view(lock) };
}

/** 204 when there is none. */
export function deleteLock(request: ArmRequest): ArmAnswer {
  const lock = lookUp(request);
  if (lock === undefined) return { status: 204 };
  lock.deletedAtMs = request.world.clock.nowMs();
  request.world.touch("lock", lock);
  return { status: 200 };
}

function lookUp(request: ArmRequest): Lock | undefined {
  const lock = request.world.locks.get(keyOf("lock", { scope: scopeOf(request), name: param(request, "lock") }));
  return lock?.deletedAtMs === undefined ? lock : undefined;
}

function findLock(request: ArmRequest): Lock {
  const lock = lookUp(request);
  if (lock !== undefined) return lock;
  throw new AzureError(404, "LockNotFound", `The lock '${param(request, "lock")}' could not be found.`, {
    headers: { "x-ms-failure-cause": "gateway" },
  });
}

function view({ scope, name, level, notes }: Lock): object {
  return {
    properties: { level, ...(notes === undefined ? {} : { notes }) },
    id: `${scope}/providers/Microsoft.Authorization/locks/${name}`,
    type: "Microsoft.Authorization/locks",
    name,
  };
}
