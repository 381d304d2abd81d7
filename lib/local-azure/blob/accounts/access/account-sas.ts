// An account SAS: signed with the account's key, for services (ss), kinds of resources (srt) and permissions (sp)
// (REST reference "Create an account SAS").

import { authenticationFailed, BlobError } from "../../blob-error.ts";
import type { AccountRequest } from "../account-request.ts";
import { type Need, type Permission, permissionOf } from "./need.ts";
import { assertWithinLimits } from "./sas-limits.ts";
import { isSigned } from "./shared-key.ts";

/** From here on the encryption scope is signed too. */
const scopeSince = "2020-12-06";

export function assertAccountSas(request: AccountRequest, need: Need): Permission {
  const field = (name: string): string => request.url.searchParams.get(name) ?? "";
  const names = ["sp", "ss", "srt", "st", "se", "sip", "spr", "sv", ...(field("sv") >= scopeSince ? ["ses"] : [])];
  const text = [request.account.name, ...names.map(field), ""].join("\n");
  if (!isSigned(request.account, text, field("sig"))) throw authenticationFailed("Signature did not match.");
  assertWithinLimits(request, { start: field("st"), expiry: field("se"), protocol: field("spr"), addresses: field("sip") });
  if (!field("ss").includes("b")) throw mismatch("AuthorizationServiceMismatch", "service");
  if (!field("srt").includes(need.level)) throw mismatch("AuthorizationResourceTypeMismatch", "resource type");
  return permissionOf(need, field("sp"));
}

function mismatch(code: string, what: string): BlobError {
  return new BlobError(403, code, `This request is not authorized to perform this operation using this ${what}.`);
}
