// A service SAS for a blob, a snapshot or a container, signed with the account's key
// (REST reference "Create a service SAS", version 2020-12-06 and later; stored policies are not supported).

import { authenticationFailed, notImplemented, permissionMismatch } from "../blob-error.ts";
import type { BlobRequest } from "../blob-request.ts";
import type { StorageAccount } from "./account-catalog.ts";
import { isSigned } from "./shared-key.ts";

const oldestVersion = "2020-12-06";

export interface SasScope {
  container: string;
  /** "" for a call on the container. */
  blob: string;
}

/** allowed: any of these permission letters opens the call. */
export function assertServiceSas(request: BlobRequest, account: StorageAccount, scope: SasScope, allowed: string): void {
  const query = request.url.searchParams;
  const field = (name: string): string => query.get(name) ?? "";
  if (field("ss") !== "" || field("si") !== "" || field("skoid") !== "") {
    throw notImplemented("account SAS, user delegation SAS and stored access policies");
  }
  if (field("sv") < oldestVersion) throw notImplemented(`a service SAS of a version before ${oldestVersion}`);
  const resource = field("sr");
  const path = `/blob/${account.name}/${scope.container}${resource === "c" ? "" : `/${scope.blob}`}`;
  const names = ["sp", "st", "se", "", "", "sip", "spr", "sv", "sr", "", "ses", "rscc", "rscd", "rsce", "rscl", "rsct"];
  const values = names.map(field);
  values[3] = path;
  values[9] = resource === "bs" ? field("snapshot") : "";
  if (!isSigned(account, values.join("\n"), field("sig"))) throw authenticationFailed("Signature did not match.");
  if (resource === "b" && query.has("snapshot")) throw authenticationFailed("The signature is for the blob, not for its snapshot.");
  assertInTime(request, field("st"), field("se"));
  if (![...allowed].some((letter) => field("sp").includes(letter))) throw permissionMismatch();
}

function assertInTime(request: BlobRequest, start: string, expiry: string): void {
  const nowMs = request.clock.nowMs();
  const isEarly = start !== "" && Date.parse(start) > nowMs;
  if (isEarly || !(Date.parse(expiry) > nowMs)) throw authenticationFailed("Signature not valid in the specified time frame.");
}
