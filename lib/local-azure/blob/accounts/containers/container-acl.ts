// Get and Set Container ACL: the stored access policies of a container, up to five.

import { parseUtc } from "../../../utc-time.ts";
import { BlobError, escapeXml, xmlStart } from "../../blob-error.ts";
import { answerEmpty, startAnswer } from "../../blob-request.ts";
import { readSmallBody } from "../../read-body.ts";
import type { AccountRequest } from "../account-request.ts";
import type { StoredPolicy } from "../account-types.ts";
import { validatorHeadersOf } from "../blob-headers.ts";
import { assertPrivate, openContainer } from "./containers.ts";
import { parseXml, type XmlElement } from "./xml-elements.ts";

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

function parsePolicies(xml: string): StoredPolicy[] {
  if (xml.trim() === "") return [];
  const root = parseXml(xml);
  if (root?.name !== "SignedIdentifiers") throw invalidXml();
  const policies = root.children.map(parsePolicy);
  if (policies.length > mostPolicies || new Set(policies.map(({ id }) => id)).size < policies.length) throw invalidXml();
  return policies;
}

const forms = {
  Start: /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,7})?)?Z)?$/,
  Expiry: /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,7})?)?Z)?$/,
  Permission: /^[racwdxyltmeiopf]+$/,
};

function parsePolicy({ name, children }: XmlElement): StoredPolicy {
  const [id, terms, ...more] = children;
  if (name !== "SignedIdentifier" || id?.name !== "Id" || more.length > 0) throw invalidXml();
  if (id.text === "" || id.text.length > 64 || (terms !== undefined && terms.name !== "AccessPolicy")) throw invalidXml();
  const policy: StoredPolicy = { id: id.text };
  for (const { name: term, text } of terms?.children ?? []) {
    if (!isTerm(term)) throw invalidXml();
    if (text === "") continue;
    if (!forms[term].test(text) || (term !== "Permission" && Number.isNaN(parseUtc(text)))) throw invalidXml();
    policy[keys[term]] = text;
  }
  return policy;
}

type Term = keyof typeof forms;

const keys = { Start: "start", Expiry: "expiry", Permission: "permission" } as const satisfies Record<Term, keyof StoredPolicy>;

function isTerm(name: string): name is Term {
  return Object.hasOwn(forms, name);
}

function invalidXml(): BlobError {
  return new BlobError(400, "InvalidXmlDocument", "XML specified is not syntactically valid.");
}
