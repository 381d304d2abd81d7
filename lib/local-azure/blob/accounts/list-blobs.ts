// List Blobs: names in order, on request with snapshots and metadata, in pages.

import { escapeXml, invalidQuery, notImplemented, xmlStart } from "../blob-error.ts";
import { startAnswer } from "../blob-request.ts";
import { etagOf, httpDate } from "../blob-times.ts";
import type { BlobVersion, PageBlob } from "./account-catalog.ts";
import { type AccountRequest, findContainer } from "./account-request.ts";

const longestList = 5000;
const included = ["snapshots", "metadata", "uncommittedblobs", "copy"];

interface Entry {
  /** Orders the list and marks where a page ends: the blob's name, then its snapshots by time, the blob itself last. */
  key: string;
  blob: PageBlob;
  version: BlobVersion;
  time: string | undefined;
}

export function listBlobs(request: AccountRequest): void {
  const query = request.url.searchParams;
  const include = (query.get("include") ?? "").split(",").filter((one) => one !== "");
  const unknown = include.find((one) => !included.includes(one));
  if (unknown !== undefined) throw notImplemented(`List Blobs with include=${unknown}`);
  if (query.has("delimiter")) throw notImplemented("List Blobs with a delimiter");
  const prefix = query.get("prefix") ?? "";
  const marker = Buffer.from(query.get("marker") ?? "", "base64").toString("utf8");
  const maxResults = maxResultsIn(query.get("maxresults"));
  const rest = entriesOf(request, prefix, include.includes("snapshots")).filter(({ key }) => key >= marker);
  const listed = rest.slice(0, maxResults);
  const next = rest[maxResults]?.key;
  const text = [
    `${xmlStart}<EnumerationResults ServiceEndpoint="/${request.account.name}" ContainerName="${request.containerName}">`,
    `<Prefix>${escapeXml(prefix)}</Prefix><MaxResults>${maxResults}</MaxResults><Blobs>`,
    ...listed.map((entry) => entryXml(entry, request, include.includes("metadata"))),
    `</Blobs>${next === undefined ? "<NextMarker/>" : `<NextMarker>${Buffer.from(next).toString("base64")}</NextMarker>`}</EnumerationResults>`,
  ];
  startAnswer(request, 200, { "Content-Type": "application/xml" });
  request.response.end(text.join(""));
}

function maxResultsIn(value: string | null): number {
  if (value === null) return longestList;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw invalidQuery("maxresults", value);
  return Math.min(Number(value), longestList);
}

function entriesOf(request: AccountRequest, prefix: string, withSnapshots: boolean): Entry[] {
  const entries: Entry[] = [];
  for (const blob of findContainer(request).blobs.values()) {
    if (!blob.name.startsWith(prefix)) continue;
    if (withSnapshots) {
      for (const version of blob.snapshots) entries.push({ key: `${blob.name}\0${version.time}`, blob, version, time: version.time });
    }
    entries.push({ key: `${blob.name}\0~`, blob, version: blob, time: undefined });
  }
  return entries.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function entryXml({ blob, version, time }: Entry, request: AccountRequest, withMetadata: boolean): string {
  const properties = {
    "Creation-Time": httpDate(blob.createdAt),
    "Last-Modified": httpDate(version.changedAt),
    Etag: etagOf(version.changedAt).replaceAll('"', ""),
    "Content-Length": String(request.catalog.pages.lengthOf(version.imageId)),
    "Content-Type": version.contentType,
    "x-ms-blob-sequence-number": String(version.sequenceNumber),
    BlobType: "PageBlob",
    LeaseStatus: "unlocked",
    LeaseState: "available",
    ServerEncrypted: "true",
  };
  return [
    `<Blob><Name>${escapeXml(blob.name)}</Name>`,
    time === undefined ? "" : `<Snapshot>${time}</Snapshot>`,
    `<Properties>${elements(properties)}</Properties>`,
    withMetadata ? `<Metadata>${elements(version.metadata)}</Metadata>` : "",
    "</Blob>",
  ].join("");
}

function elements(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
    .join("");
}
