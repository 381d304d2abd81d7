// A service SAS for a blob, a snapshot or a container, signed with the account's key (REST reference "Create a
// service SAS", version 2015-04-05 and later). With a stored policy of the container (si) start, expiry and
// permissions are the policy's where the SAS leaves them out; changing or removing the policy revokes the SAS.

import { authenticationFailed, notImplemented } from "../../blob-error.ts";
import type { AccountRequest } from "../account-request.ts";
import type { StoredPolicy } from "../account-types.ts";
import { type Need, type Permission, permissionOf } from "./need.ts";
import { assertWithinLimits } from "./sas-limits.ts";
import { isSigned } from "./shared-key.ts";

const oldestVersion = "2015-04-05";
const snapshotsSince = "2018-11-09";

type Field = (name: string) => string;

export function assertServiceSas(request: AccountRequest, need: Need): Permission {
  const query = request.url.searchParams;
  const field: Field = (name) => query.get(name) ?? "";
  if (field("sv") < oldestVersion) throw notImplemented(`a service SAS of a version before ${oldestVersion}`);
  const resource = field("sr");
  if (!["b", "bs", "c"].includes(resource)) throw notImplemented(`a service SAS with sr=${resource}`);
  // Before that the kind of the resource is not signed.
  if (resource === "bs" && field("sv") < snapshotsSince) throw authenticationFailed("This version knows no SAS of a snapshot.");
  if (!isSigned(request.account, textToSign(request, field), field("sig"))) throw authenticationFailed("Signature did not match.");
  if (resource === "b" && query.has("snapshot")) throw authenticationFailed("The signature is for the blob, not for its snapshot.");
  if (need.level !== "o" && (resource !== "c" || need.isForContainerSas !== true)) {
    throw authenticationFailed("A service SAS does not open this operation.");
  }
  const { start, expiry, permission } = termsOf(request, field);
  assertWithinLimits(request, { start, expiry, protocol: field("spr"), addresses: field("sip") });
  return permissionOf(need, permission);
}

/** What the SAS puts in the place of a blob's own headers, on Get Blob and Get Blob Properties. */
export function headersOfSas({ url, headers }: AccountRequest): Record<string, string> {
  if (headers.authorization !== undefined) return {};
  const given = Object.entries(overrides).map(([name, header]) => [header, url.searchParams.get(name)] as const);
  return Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== null));
}

const overrides: Record<string, string> = {
  rscc: "Cache-Control",
  rscd: "Content-Disposition",
  rsce: "Content-Encoding",
  rscl: "Content-Language",
  rsct: "Content-Type",
};

function textToSign({ account, containerName, blobName }: AccountRequest, field: Field): string {
  const version = field("sv");
  const isOfContainer = field("sr") === "c";
  const path = `/blob/${account.name}/${containerName}${isOfContainer ? "" : `/${blobName}`}`;
  const values = [field("sp"), field("st"), field("se"), path, ...["si", "sip", "spr", "sv"].map(field)];
  if (version >= snapshotsSince) values.push(field("sr"), field("sr") === "bs" ? field("snapshot") : "");
  if (version >= "2020-12-06") values.push(field("ses"));
  return [...values, ...["rscc", "rscd", "rsce", "rscl", "rsct"].map(field)].join("\n");
}

function termsOf({ account, containerName }: AccountRequest, field: Field): { start: string; expiry: string; permission: string } {
  const given = { start: field("st"), expiry: field("se"), permission: field("sp") };
  if (field("si") === "") return given;
  const policy = account.containers.get(containerName)?.policies?.find(({ id }) => id === field("si"));
  if (policy === undefined) throw authenticationFailed("The stored access policy is not found.");
  return {
    start: either("start", given.start, policy),
    expiry: either("expiry", given.expiry, policy),
    permission: either("permission", given.permission, policy),
  };
}

function either(name: "start" | "expiry" | "permission", given: string, policy: StoredPolicy): string {
  const stored = policy[name] ?? "";
  if (given !== "" && stored !== "") throw authenticationFailed(`The ${name} is set by the SAS and by its stored access policy.`);
  return given || stored;
}
