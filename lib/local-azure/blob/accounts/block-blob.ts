// A block blob's bytes: an image of whole pages, which is longer than the blob by what fills the last one.

import { type PageStore, pageBytes } from "../../pages/page-store.ts";
import type { AccountBlob } from "./account-types.ts";

/** The parts of a blob that say what is in it. */
export function blockBlobContent(pages: PageStore, bytes: Uint8Array): Pick<AccountBlob, "imageId" | "sequenceNumber" | "blockBlobBytes"> {
  const wholeBytes = Math.ceil(bytes.length / pageBytes) * pageBytes;
  const imageId = pages.create(wholeBytes);
  if (wholeBytes > 0) {
    const padded = new Uint8Array(wholeBytes);
    padded.set(bytes);
    pages.write(imageId, 0, padded);
  }
  return { imageId, sequenceNumber: 0, blockBlobBytes: bytes.length };
}
