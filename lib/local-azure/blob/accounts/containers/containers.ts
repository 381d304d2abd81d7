// Create, delete and describe containers, and list them.

import { BlobError, escapeXml, xmlStart } from "../../blob-error.ts";
import { answerEmpty, headerOf, startAnswer } from "../../blob-request.ts";
import { etagOf, httpDate } from "../../blob-times.ts";
import { assertConditions } from "../../conditions.ts";
import { type AccountRequest, findContainer } from "../account-request.ts";
import type { Container } from "../account-types.ts";
import { metadataHeaders, metadataIn, validatorHeadersOf, validatorsOfVersion } from "../blob-headers.ts";
import { leaseFactsOf, leaseHeadersOf } from "../leases/lease-state.ts";
import { assertLeaseHeld, assertLeaseIfGiven } from "../leases/leases.ts";
import { endpointOf, includedIn, listPage, pageXml } from "./list-page.ts";

export async function createContainer(request: AccountRequest): Promise<void> {
  const { account, catalog, containerName: name } = request;
  assertPrivate(request);
  if (name.length < 3 || name.length > 63) {
    throw new BlobError(400, "OutOfRangeInput", "The specified resource name length is not within the permissible limits.");
  }
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new BlobError(400, "InvalidResourceName", "The specified resource name contains invalid characters.");
  }
  if (account.containers.has(name)) throw new BlobError(409, "ContainerAlreadyExists", "The specified container already exists.");
  const container = { name, changedAt: catalog.clock.nowTicks(), metadata: metadataIn(request), blobs: new Map() };
  account.containers.set(name, container);
  await catalog.save();
  answerEmpty(request, 201, validatorHeadersOf(container));
}

/** As on accounts made today: allowBlobPublicAccess is false. */
export function assertPrivate(request: AccountRequest): void {
  if (headerOf(request.headers, "x-ms-blob-public-access") === undefined) return;
  throw new BlobError(409, "PublicAccessNotPermitted", "Public access is not permitted on this storage account.");
}

export async function deleteContainer(request: AccountRequest): Promise<void> {
  const { account, catalog } = request;
  const container = findContainer(request);
  assertConditions(request, validatorsOfVersion(container));
  assertLeaseHeld(request, container, "Container");
  account.containers.delete(container.name);
  catalog.dropBlobs(container);
  await catalog.save();
  answerEmpty(request, 202, {});
}

/** A container's conditions and lease, for calls that need no lease but take one. */
export function openContainer(request: AccountRequest): Container {
  const container = findContainer(request);
  assertConditions(request, validatorsOfVersion(container));
  assertLeaseIfGiven(request, container, "Container");
  return container;
}

export function getContainer(request: AccountRequest): void {
  const container = openContainer(request);
  answerEmpty(request, 200, {
    ...validatorHeadersOf(container),
    ...leaseHeadersOf(container, request.clock.nowMs()),
    "x-ms-has-immutability-policy": "false",
    "x-ms-has-legal-hold": "false",
    "x-ms-default-encryption-scope": "$account-encryption-key",
    "x-ms-deny-encryption-scope-override": "false",
    ...metadataHeaders(container.metadata),
  });
}

export function getContainerMetadata(request: AccountRequest): void {
  const container = openContainer(request);
  answerEmpty(request, 200, { ...validatorHeadersOf(container), ...metadataHeaders(container.metadata) });
}

export async function setContainerMetadata(request: AccountRequest): Promise<void> {
  const container = openContainer(request);
  container.metadata = metadataIn(request);
  container.changedAt = request.catalog.clock.nowTicks();
  await request.catalog.save();
  answerEmpty(request, 200, validatorHeadersOf(container));
}

export function listContainers(request: AccountRequest): void {
  const query = request.url.searchParams;
  const prefix = query.get("prefix") ?? "";
  const include = includedIn(request, ["metadata"], "List Containers");
  const matching = [...request.account.containers.values()].filter(({ name }) => name.startsWith(prefix));
  const page = listPage(request, new Map(matching.map((one) => [one.name, one])));
  const entries = page.listed.map((one) => containerXml(one, request, include.includes("metadata")));
  startAnswer(request, 200, { "Content-Type": "application/xml" });
  request.response.end(
    `${xmlStart}<EnumerationResults ServiceEndpoint="${endpointOf(request)}">${pageXml(page, `<Containers>${entries.join("")}</Containers>`)}</EnumerationResults>`,
  );
}

function containerXml(container: Container, { clock }: AccountRequest, withMetadata: boolean): string {
  const { state, status, duration } = leaseFactsOf(container, clock.nowMs());
  const metadata = Object.entries(container.metadata).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  return [
    `<Container><Name>${container.name}</Name><Properties>`,
    `<Last-Modified>${httpDate(container.changedAt)}</Last-Modified><Etag>${escapeXml(etagOf(container.changedAt))}</Etag>`,
    `<LeaseStatus>${status}</LeaseStatus><LeaseState>${state}</LeaseState>`,
    duration === undefined ? "" : `<LeaseDuration>${duration}</LeaseDuration>`,
    "<DefaultEncryptionScope>$account-encryption-key</DefaultEncryptionScope><DenyEncryptionScopeOverride>false</DenyEncryptionScopeOverride>",
    "<HasImmutabilityPolicy>false</HasImmutabilityPolicy><HasLegalHold>false</HasLegalHold></Properties>",
    withMetadata ? `<Metadata>${metadata.join("")}</Metadata>` : "",
    "</Container>",
  ].join("");
}
