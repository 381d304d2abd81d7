// Put Page into a disk that is being uploaded: update with up to 4 MiB, or clear of any length.

import type { PageRange, PageStore } from "../../pages/page-store.ts";
import { answerEmpty, type BlobRequest } from "../blob-request.ts";
import { assertConditions } from "../conditions.ts";
import { readPageWriteBody, readPageWriteTarget } from "../page-write.ts";
import type { ManagedBlob } from "./managed-blob.ts";
import { validatorHeaders, validatorsOf } from "./managed-headers.ts";

/** noteChange: gives the blob its new time, and remembers it. */
export async function putManagedPage(
  request: BlobRequest,
  pages: PageStore,
  blob: ManagedBlob,
  noteChange: () => ManagedBlob,
): Promise<void> {
  const target = readPageWriteTarget(request, blob.lengthBytes);
  assertConditions(request, validatorsOf(blob));
  const { bytes, checksum } = await readPageWriteBody(request, target, { isCrc64OnlyEchoed: true });
  const { offset, length } = inImage(blob, target.range);
  if (length > 0 && bytes === undefined) pages.clear(blob.access.image, offset, length);
  if (length > 0 && bytes !== undefined) pages.write(blob.access.image, offset, bytes.subarray(0, length));
  const changed = noteChange();
  pages.settle();
  answerEmpty(request, 201, {
    ...validatorHeaders(changed),
    ...checksum,
    "x-ms-blob-sequence-number": "2",
    ...(bytes === undefined ? {} : { "x-ms-request-server-encrypted": "true" }),
  });
}

/** Where the footer is made up, what is written over it is left out. */
function inImage(blob: ManagedBlob, range: PageRange): PageRange {
  const end = blob.footer === undefined ? blob.lengthBytes : blob.diskSizeBytes;
  return { offset: range.offset, length: Math.max(0, Math.min(range.length, end - range.offset)) };
}
