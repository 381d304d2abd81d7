// Get and Set Container ACL: the stored access policies of a container, up to five.

import { BlobError, escapeXml, xmlStart } from "../blob-error.ts";
import { answerEmpty, headerOf, startAnswer } from "../blob-request.ts";
import { readSmallBody } from "../read-body.ts";
import type { AccountRequest } from "./account-request.ts";
import type { StoredPolicy } from "./account-types.ts";
import { validatorHeadersOf } from "./blob-headers.ts";
import { openContainer } from "./containers.ts";

const mostPolicies = 5;

export function getContainerAcl(request: AccountRequest): void {
  const container = openContainer(request);
  const entries = (container.policies ?? []).map(
    ({ id, start, expiry, permission }) =>
      `<SignedIdentifier><Id>${escapeXml(id)}</Id><AccessPolicy>${element("Start", start)}${element("Expiry", expiry)}${element("Permission", permission)}</AccessPolicy></SignedIdentifier>`,
  );
  startAnswer(request, 200, { "Content-Type": "application/xml", ...validatorHeadersOf(container) });
  request.response.end(`${xmlStart}<SignedIdentifiers>${entries.join("")}</SignedIdentifiers>`);
}

function element(name: string, value: string | undefined): string {
  return value === undefined ? "" : `<${name}>${escapeXml(value)}</${name}>`;
}

export async function setContainerAcl(request: AccountRequest): Promise<void> {
  assertPrivate(request);
  const body = await readSmallBody(request);
  const container = openContainer(request);
  const policies = parsePolicies(body);
  container.policies = policies;
  container.changedAt = request.catalog.clock.nowTicks();
  await request.catalog.save();
  answerEmpty(request, 200, validatorHeadersOf(container));
}

/** As on accounts made today: allowBlobPublicAccess is false. */
export function assertPrivate(request: AccountRequest): void {
  if (headerOf(request.headers, "x-ms-blob-public-access") === undefined) return;
  throw new BlobError(409, "PublicAccessNotPermitted", "Public access is not permitted on this storage account.");
}

function parsePolicies(xml: string): StoredPolicy[] {
  if (!/<SignedIdentifiers[\s/>]/.test(xml) && xml.trim() !== "") throw invalidXml();
  const policies = [...xml.matchAll(/<SignedIdentifier>(.*?)<\/SignedIdentifier>/gs)].map(([, inner = ""]) => parsePolicy(inner));
  if (policies.length > mostPolicies || new Set(policies.map(({ id }) => id)).size < policies.length) throw invalidXml();
  return policies;
}

function parsePolicy(xml: string): StoredPolicy {
  const id = textOf(xml, "Id");
  if (id === undefined || id === "" || id.length > 64) throw invalidXml();
  const policy: StoredPolicy = { id };
  for (const [name, tag] of [
    ["start", "Start"],
    ["expiry", "Expiry"],
    ["permission", "Permission"],
  ] as const) {
    const value = textOf(xml, tag);
    if (value === undefined || value === "") continue;
    const isGood = name === "permission" ? /^[a-z]+$/.test(value) : !Number.isNaN(Date.parse(value));
    if (!isGood) throw invalidXml();
    policy[name] = value;
  }
  return policy;
}

function textOf(xml: string, tag: string): string | undefined {
  const text = new RegExp(`<${tag}>(.*?)</${tag}>`, "s").exec(xml)?.[1];
  return text?.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? "");
}

const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function invalidXml(): BlobError {
  return new BlobError(400, "InvalidXmlDocument", "XML specified is not syntactically valid.");
}
