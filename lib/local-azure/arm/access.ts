// beginGetAccess and endGetAccess.

import { invalidParameter, notImplemented } from "../errors.ts";
import { limits } from "../model/limits.ts";
import { asObject, choiceIn, numberIn } from "./body.ts";
import { startOperation } from "./operations.ts";
import type { ArmAnswer, ArmRequest } from "./request.ts";
import { findNamed } from "./scopes.ts";

export function beginGetAccess(request: ArmRequest): ArmAnswer {
  const resource = findNamed(request);
  const body = asObject(request.body, "the body");
  const access = choiceIn(body, "access", ["Read", "Write", "None"] as const);
  const durationSeconds = numberIn(body, "durationInSeconds");
  if (access === undefined || access === "None")
    throw invalidParameter("access", `The value '${access ?? ""}' of parameter access is invalid. Allowed values are: Read, Write.`);
  if (durationSeconds === undefined) {
    throw invalidParameter(
      "durationInSeconds",
      `Required parameter 'durationInSeconds' is missing (null). It must be between 1 and ${limits.longestSasSeconds}.`,
    );
  }
  if (body.getSecureVMGuestStateSAS === true) throw notImplemented("beginGetAccess with getSecureVMGuestStateSAS");
  const grant = request.world.grantAccess({ resource, access, durationSeconds });
  return startOperation(request, { resource, work: "grant", result: { kind: "access", si: grant.si } });
}

export function endGetAccess(request: ArmRequest): ArmAnswer {
  const resource = findNamed(request);
  request.world.revokeAccess(resource);
  return startOperation(request, { resource, work: "revoke" });
}
