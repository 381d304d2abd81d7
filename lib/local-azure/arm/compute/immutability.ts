// updateImmutabilityPolicy and updateImmutabilityPolicyLock of snapshots.

import { invalidParameter } from "../../errors.ts";
import { lockImmutability, setImmutability } from "../../model/rules/immutability.ts";
import { asObject, assertKnown, choiceIn, numberIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { asSnapshot, findNamed } from "../scopes.ts";
import { startOperation } from "./operations.ts";

const known: ReadonlySet<string> = new Set(["immutabilityDurationDays", "type"]);

export function updateImmutabilityPolicy(request: ArmRequest): ArmAnswer {
  return change(request, setImmutability);
}

export function updateImmutabilityPolicyLock(request: ArmRequest): ArmAnswer {
  return change(request, lockImmutability);
}

function change(request: ArmRequest, apply: typeof setImmutability): ArmAnswer {
  const snapshot = asSnapshot(findNamed(request));
  const body = asObject(request.body, "the body");
  assertKnown(body, known, "an immutability policy");
  const durationDays = numberIn(body, "immutabilityDurationDays");
  const type = choiceIn(body, "type", ["Unlocked", "Locked"] as const);
  if (durationDays === undefined)
    throw invalidParameter("immutabilityDurationDays", "Required parameter 'immutabilityDurationDays' is missing (null).");
  if (type === undefined) throw invalidParameter("type", "Required parameter 'type' is missing (null).");
  apply(request.world, snapshot, { type, durationDays });
  return startOperation(request, { resource: snapshot, work: "update" });
}
