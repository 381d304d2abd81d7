// Put Page (update and clear), Put Page From URL, and Copy Blob of a whole page blob.

import { newGuid } from "../../ids.ts";
import type { ImageId, PageStore } from "../../pages/page-store.ts";
import { BlobError, invalidHeader, invalidPageRange, missingHeader } from "../blob-error.ts";
import { answerEmpty, headerOf } from "../blob-request.ts";
import { parseRange, readableRange } from "../byte-range.ts";
import { assertConditions } from "../conditions.ts";
import { pageWriteMaxBytes, readPageWriteBody, readPageWriteTarget } from "../page-write.ts";
import { type AccountRequest, assertNotSnapshot, findBlob } from "./account-request.ts";
import type { AccountBlob } from "./account-types.ts";
import { assertSequenceNumber, metadataIn, validatorHeadersOf } from "./blob-headers.ts";
import { type CopySource, openCopySource } from "./copy-source.ts";
import { endFinishedLease } from "./leases/lease-state.ts";
import { assertMayWrite, assertPageBlob, wrongType } from "./may-write.ts";
import { replaceBlob } from "./replace-blob.ts";

export async function putPage(request: AccountRequest): Promise<void> {
  const { pages } = request.catalog;
  assertNotSnapshot(request);
  const lengthBytes = pages.lengthOf(findBlob(request).imageId);
  const target = readPageWriteTarget(request, lengthBytes);
  const { bytes, checksum } = await readPageWriteBody(request, target);
  const blob = writableBlob(request);
  const { offset, length } = target.range;
  if (offset + length > pages.lengthOf(blob.imageId)) throw invalidPageRange();
  if (bytes === undefined) pages.clear(blob.imageId, offset, length);
  else pages.write(blob.imageId, offset, bytes);
  answerWritten(request, blob, bytes === undefined ? checksum : { ...checksum, ...encrypted });
}

export async function putPageFromUrl(request: AccountRequest): Promise<void> {
  const { pages } = request.catalog;
  assertNotSnapshot(request);
  const { kind } = readPageWriteTarget(request, pages.lengthOf(writableBlob(request).imageId));
  if (kind !== "update") throw invalidHeader("x-ms-page-write", kind);
  const announced = headerOf(request.headers, "content-length") ?? "0";
  if (announced !== "0") throw invalidHeader("Content-Length", announced);
  const asked = headerOf(request.headers, "x-ms-source-range");
  if (asked === undefined) throw missingHeader("x-ms-source-range");
  const source = await openCopySource(request, { knowsOwnAccount: false });
  assertSourceConditions(request, source);
  const blob = writableBlob(request);
  const { range } = readPageWriteTarget(request, pages.lengthOf(blob.imageId));
  const from = readableRange(parseRange("x-ms-source-range", asked), source.lengthBytes);
  if (from.length !== range.length || range.length > pageWriteMaxBytes) throw invalidHeader("x-ms-source-range", asked);
  pages.write(blob.imageId, range.offset, source.read(from));
  answerWritten(request, blob, encrypted);
}

const encrypted = { "x-ms-request-server-encrypted": "true" };

/** Looked up again after each wait: the blob may have been replaced, resized or leased meanwhile. */
function writableBlob(request: AccountRequest): AccountBlob {
  const blob = findBlob(request);
  assertPageBlob(blob);
  assertSequenceNumber(request, blob.sequenceNumber);
  assertMayWrite(request, blob);
  return blob;
}

function answerWritten(request: AccountRequest, blob: AccountBlob, written: Record<string, string>): void {
  endFinishedLease(blob, request.clock.nowMs());
  blob.changedAt = request.catalog.clock.nowTicks();
  request.catalog.pages.settle();
  answerEmpty(request, 201, {
    ...validatorHeadersOf(blob),
    ...written,
    "x-ms-blob-sequence-number": String(blob.sequenceNumber),
  });
}

/** x-ms-source-if-match and its kin, judged like the plain ones, but every failure is 412. */
export function assertSourceConditions(request: AccountRequest, source: CopySource): void {
  const names = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"];
  const headers = Object.fromEntries(names.map((name) => [name, request.headers[`x-ms-source-${name}`]]));
  try {
    assertConditions({ ...request, headers }, source);
  } catch (error) {
    if (!(error instanceof BlobError) || error.code !== "ConditionNotMet") throw error;
    throw new BlobError(412, "SourceConditionNotMet", "The source condition specified using HTTP conditional header(s) is not met.");
  }
}

/** Done at once, since both ends are here: the new blob shares the source's bytes. */
export async function copyBlob(request: AccountRequest): Promise<void> {
  const { catalog } = request;
  assertNotSnapshot(request);
  const source = await openCopySource(request, { knowsOwnAccount: true });
  assertSourceConditions(request, source);
  const copy = { id: newGuid(), source: source.url, completedAt: catalog.clock.nowTicks(), lengthBytes: source.lengthBytes };
  const { blockBlobBytes, sequenceNumber, description } = source;
  const blob = replaceBlob(request, (known) => {
    if (known !== undefined && isBlockBlob(known) !== isBlockBlob(source)) throw wrongType();
    const metadata = metadataGiven(request) ?? source.metadata;
    return { ...description, blockBlobBytes, sequenceNumber, metadata, copy, imageId: cloneSource(catalog.pages, source) };
  });
  await catalog.save();
  answerEmpty(request, 202, { ...validatorHeadersOf(blob), "x-ms-copy-id": copy.id, "x-ms-copy-status": "success" });
}

function isBlockBlob({ blockBlobBytes }: { blockBlobBytes?: number }): boolean {
  return blockBlobBytes !== undefined;
}

/** Without any, the copy has the source's. */
function metadataGiven(request: AccountRequest): Record<string, string> | undefined {
  const given = metadataIn(request);
  return Object.keys(given).length > 0 ? given : undefined;
}

function cloneSource(pages: PageStore, { imageId, lengthBytes, footer }: CopySource): ImageId {
  const clone = pages.clone(imageId);
  if (footer === undefined) return clone;
  pages.resize(clone, lengthBytes);
  pages.write(clone, lengthBytes - footer.length, footer);
  return clone;
}
