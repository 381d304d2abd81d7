// Create, delete and describe containers, and list them.

import { BlobError, escapeXml, invalidHeader, xmlStart } from "../blob-error.ts";
import { answerEmpty, startAnswer } from "../blob-request.ts";
import { etagOf, httpDate } from "../blob-times.ts";
import type { Container } from "./account-catalog.ts";
import { type AccountRequest, findContainer } from "./account-request.ts";
import { metadataIn } from "./blob-headers.ts";

export async function createContainer(request: AccountRequest): Promise<void> {
  const { account, catalog, containerName: name } = request;
  if (!/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) throw invalidHeader("container name", name);
  if (account.containers.has(name)) throw new BlobError(409, "ContainerAlreadyExists", "The specified container already exists.");
  const container = { name, changedAt: catalog.clock.nowTicks(), metadata: metadataIn(request), blobs: new Map() };
  account.containers.set(name, container);
  await catalog.save();
  answerEmpty(request, 201, headersOf(container));
}

export async function deleteContainer(request: AccountRequest): Promise<void> {
  const { account, catalog } = request;
  const container = findContainer(request);
  account.containers.delete(container.name);
  catalog.dropBlobs(container);
  await catalog.save();
  answerEmpty(request, 202, {});
}

export function getContainer(request: AccountRequest): void {
  const container = findContainer(request);
  const metadata = Object.entries(container.metadata).map(([name, value]) => [`x-ms-meta-${name}`, value]);
  answerEmpty(request, 200, {
    ...headersOf(container),
    "x-ms-lease-state": "available",
    "x-ms-lease-status": "unlocked",
    "x-ms-has-immutability-policy": "false",
    "x-ms-has-legal-hold": "false",
    ...Object.fromEntries(metadata),
  });
}

export function listContainers(request: AccountRequest): void {
  const prefix = request.url.searchParams.get("prefix") ?? "";
  const listed = [...request.account.containers.values()].filter(({ name }) => name.startsWith(prefix));
  const entries = listed
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      (one) =>
        `<Container><Name>${one.name}</Name><Properties><Last-Modified>${httpDate(one.changedAt)}</Last-Modified><Etag>${escapeXml(etagOf(one.changedAt))}</Etag><LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState></Properties></Container>`,
    );
  const body = `${xmlStart}<EnumerationResults ServiceEndpoint="/${request.account.name}"><Prefix>${escapeXml(prefix)}</Prefix><Containers>${entries.join("")}</Containers><NextMarker/></EnumerationResults>`;
  startAnswer(request, 200, { "Content-Type": "application/xml" });
  request.response.end(body);
}

function headersOf(container: Container): Record<string, string> {
  return { ETag: etagOf(container.changedAt), "Last-Modified": httpDate(container.changedAt) };
}
