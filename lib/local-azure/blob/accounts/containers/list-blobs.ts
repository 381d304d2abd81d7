// List Blobs: names in order, on request with snapshots, metadata and copies, folded at a delimiter, in pages.

import { escapeXml, invalidQuery, xmlStart } from "../../blob-error.ts";
import { startAnswer } from "../../blob-request.ts";
import { etagOf, httpDate } from "../../blob-times.ts";
import { type AccountRequest, findContainer } from "../account-request.ts";
import type { AccountBlob, BlobVersion } from "../account-types.ts";
import { lengthOf } from "../blob-headers.ts";
import { namedContentHeaders } from "../content-headers.ts";
import { leaseFactsOf } from "../leases/lease-state.ts";
import { assertLeaseIfGiven } from "../leases/leases.ts";
import { endpointOf, includedIn, listPage, pageXml } from "./list-page.ts";

const includable = ["snapshots", "metadata", "uncommittedblobs", "copy"];

interface Version {
  blob: AccountBlob;
  version: BlobVersion;
  /** Of a snapshot. */
  time: string | undefined;
}

/** What stands for all names that go on alike up to the delimiter. */
interface Folder {
  folder: string;
}

export function listBlobs(request: AccountRequest): void {
  const query = request.url.searchParams;
  const include = includedIn(request, includable, "List Blobs");
  const delimiter = query.get("delimiter") ?? "";
  const prefix = query.get("prefix") ?? "";
  const withSnapshots = include.includes("snapshots");
  if (delimiter !== "" && withSnapshots) throw invalidQuery("include", "snapshots", "Snapshots cannot be listed with a delimiter.");
  assertLeaseIfGiven(request, findContainer(request), "Container");
  const page = listPage(request, fold(versionsOf(request, prefix, withSnapshots), prefix, delimiter));
  const texts = page.listed.map((entry) => ("folder" in entry ? folderXml(entry) : versionXml(entry, request, include)));
  const asked = delimiter === "" ? "" : `<Delimiter>${escapeXml(delimiter)}</Delimiter>`;
  startAnswer(request, 200, { "Content-Type": "application/xml" });
  request.response.end(
    `${xmlStart}<EnumerationResults ServiceEndpoint="${endpointOf(request)}" ContainerName="${request.containerName}">${pageXml(page, `${asked}<Blobs>${texts.join("")}</Blobs>`)}</EnumerationResults>`,
  );
}

/** The key orders the list and marks where a page ends: the blob's name, then its snapshots by time, the blob itself last. */
function versionsOf(request: AccountRequest, prefix: string, withSnapshots: boolean): [string, Version][] {
  const entries: [string, Version][] = [];
  for (const blob of findContainer(request).blobs.values()) {
    if (!blob.name.startsWith(prefix)) continue;
    if (withSnapshots) {
      for (const version of blob.snapshots) entries.push([`${blob.name}\0${version.time}`, { blob, version, time: version.time }]);
    }
    entries.push([`${blob.name}\0~`, { blob, version: blob, time: undefined }]);
  }
  return entries;
}

function fold(versions: [string, Version][], prefix: string, delimiter: string): Map<string, Version | Folder> {
  const entries = new Map<string, Version | Folder>();
  for (const [key, version] of versions) {
    const end = delimiter === "" ? -1 : version.blob.name.indexOf(delimiter, prefix.length);
    if (end < 0) entries.set(key, version);
    else {
      const folder = version.blob.name.slice(0, end + delimiter.length);
      entries.set(folder, { folder });
    }
  }
  return entries;
}

function folderXml({ folder }: Folder): string {
  return `<BlobPrefix><Name>${escapeXml(folder)}</Name></BlobPrefix>`;
}

function versionXml({ blob, version, time }: Version, request: AccountRequest, include: string[]): string {
  return [
    `<Blob><Name>${escapeXml(blob.name)}</Name>`,
    time === undefined ? "" : `<Snapshot>${time}</Snapshot>`,
    `<Properties>${elements(propertiesOf({ blob, version, time }, request, include.includes("copy")))}</Properties>`,
    include.includes("metadata") ? `<Metadata>${elements(version.metadata)}</Metadata>` : "",
    "</Blob>",
  ].join("");
}

function propertiesOf({ blob, version, time }: Version, request: AccountRequest, withCopy: boolean): Record<string, string | undefined> {
  const isPageBlob = version.blockBlobBytes === undefined;
  const lease = leaseFactsOf(time === undefined ? blob : {}, request.clock.nowMs());
  return {
    "Creation-Time": httpDate(blob.createdAt),
    "Last-Modified": httpDate(version.changedAt),
    Etag: etagOf(version.changedAt).replaceAll('"', ""),
    "Content-Length": String(lengthOf(request.catalog.pages, version)),
    ...namedContentHeaders(version),
    "x-ms-blob-sequence-number": isPageBlob ? String(version.sequenceNumber) : undefined,
    BlobType: isPageBlob ? "PageBlob" : "BlockBlob",
    LeaseStatus: lease.status,
    LeaseState: lease.state,
    LeaseDuration: lease.duration,
    ...(withCopy ? copyOf(blob, version) : {}),
    ServerEncrypted: "true",
    IncrementalCopy: blob.incremental === undefined ? undefined : "true",
  };
}

function copyOf(blob: AccountBlob, version: BlobVersion): Record<string, string | undefined> {
  const { copy } = version;
  if (copy === undefined) return {};
  return {
    CopyId: copy.id,
    CopyStatus: "success",
    CopySource: copy.source,
    CopyProgress: `${copy.lengthBytes}/${copy.lengthBytes}`,
    CopyCompletionTime: httpDate(copy.completedAt),
    CopyDestinationSnapshot: version === blob ? blob.incremental?.lastOwnTime : undefined,
  };
}

function elements(values: Record<string, string | undefined>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? "" : `<${name}>${escapeXml(value)}</${name}>`))
    .join("");
}
