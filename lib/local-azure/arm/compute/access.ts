// beginGetAccess and endGetAccess.

import { AzureError, invalidParameter, notImplemented } from "../../errors.ts";
import type { Resource } from "../../model/records/resource.ts";
import { limits } from "../../model/rules/limits.ts";
import { asObject, assertKnown, choiceIn, numberIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { findNamed } from "../scopes.ts";
import { startOperation } from "./operations.ts";
import { assertKnownAt, isKnownAt } from "./property-versions.ts";

const knownAccess: ReadonlySet<string> = new Set(["access", "durationInSeconds", "getSecureVMGuestStateSAS", "fileFormat"]);

export function beginGetAccess(request: ArmRequest): ArmAnswer {
  const resource = findNamed(request);
  const body = asObject(request.body, "the body");
  assertKnown(body, knownAccess, "beginGetAccess");
  assertKnownAt(request.apiVersion, "GrantAccessData", body);
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
  const format = choiceIn(body, "fileFormat", ["VHD", "VHDX"] as const);
  if (format !== undefined) assertFileFormat(resource, format);
  else if (access === "Read" && isKnownAt(request.apiVersion, "GrantAccessData", "fileFormat")) assertNeedsNoFileFormat(resource);
  if (body.getSecureVMGuestStateSAS === true) throw notImplemented("beginGetAccess with getSecureVMGuestStateSAS");
  const grant = request.world.grantAccess({ resource, access, durationSeconds });
  return startOperation(request, { resource, work: "grant", result: { kind: "access", si: grant.si } });
}

export function endGetAccess(request: ArmRequest): ArmAnswer {
  const resource = findNamed(request);
  const failure = request.world.revokeAccess(resource);
  return startOperation(request, { resource, work: "revoke", failure });
}

/** Versions without the parameter export whatever there is. */
function assertNeedsNoFileFormat({ creationData }: Resource): void {
  if (creationData.logicalSectorSize !== 4096) return;
  throw new AzureError(
    400,
    "BadRequest",
    "Accessing disk or snapshot with a logical sector size of 4096 requires specifying the file format. Set the fileFormat property to VHDX.",
  );
}

/** 4K sectors are exported as VHDX, others as VHD. */
function assertFileFormat({ creationData }: Resource, format: "VHD" | "VHDX"): void {
  if ((format === "VHDX") === (creationData.logicalSectorSize === 4096)) return;
  throw invalidParameter(
    "fileFormat",
    `The value '${format}' of parameter fileFormat is not supported for a logical sector size of ${creationData.logicalSectorSize ?? 512}.`,
  );
}
