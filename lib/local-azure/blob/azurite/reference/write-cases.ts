// Put Page: what is written, cleared, resized, and refused.

import { createHash } from "node:crypto";
import type { PageBlobClient } from "@azure/storage-blob";
import { crc64 } from "../../crc64.ts";
import type { Script, Stage } from "../same-calls.ts";

const mib = 2 ** 20;
const pages = (byte: number, count = 1): Uint8Array => new Uint8Array(count * 512).fill(byte);

async function newBlob({ container, call }: Stage, lengthBytes = 4096): Promise<PageBlobClient> {
  const blob = container.getPageBlobClient("b");
  await call(() => blob.create(lengthBytes));
  return blob;
}

export const writeCases: Record<string, Script> = {
  "pages are written, overwritten and cleared": async (stage) => {
    const { call } = stage;
    const blob = await newBlob(stage);
    await call(() => blob.uploadPages(pages(1, 2), 512, 1024));
    await call(() => blob.uploadPages(pages(2), 1024, 512));
    await call(() => blob.uploadPages(pages(3), 3584, 512));
    await call(() => blob.download());
    await call(() => blob.clearPages(512, 512));
    await call(() => blob.clearPages(0, 4096));
    await call(() => blob.download());
    await call(() => blob.getProperties());
  },

  "a write of part of a page, or beyond the end, is refused": async (stage) => {
    const { call } = stage;
    const blob = await newBlob(stage);
    await call(() => blob.uploadPages(new Uint8Array(100), 0, 100));
    await call(() => blob.uploadPages(pages(1), 100, 512));
    await call(() => blob.uploadPages(pages(1), 4096, 512));
    await call(() => blob.clearPages(100, 512));
    await call(() => blob.clearPages(0, 100));
    await call(() => blob.clearPages(4096, 512));
    await call(() => blob.getPageRanges());
    await call(() => blob.uploadPages(pages(1, 2), 3584, 1024));
    await call(() => blob.clearPages(3584, 1024));
  },

  "a write is at most 4 MiB, a clear as long as the blob": async (stage) => {
    const { call } = stage;
    const blob = await newBlob(stage, 9 * mib);
    await call(() => blob.uploadPages(pages(1, 8192), 0, 4 * mib));
    await call(() => blob.clearPages(512, 9 * mib - 512));
    await call(() => blob.getPageRanges());
    await call(() => blob.uploadPages(pages(2, 8193), 0, 4 * mib + 512));
  },

  "a write's length is its range's": async ({ container, call, plain }) => {
    await call(() => container.getPageBlobClient("b").create(4096));
    const target = `/${container.containerName}/b?comp=page`;
    const put = (range: string, body?: Uint8Array, more: Record<string, string> = {}) =>
      plain({ method: "PUT", target, headers: { "x-ms-page-write": "update", "x-ms-range": range, ...more }, body });
    await put("bytes=0-1023", pages(1));
    await put("bytes=0-511", pages(1, 2));
    await put("bytes=0-", pages(1, 8));
    await put("bytes=511-0", pages(1));
    await put("bytes=0-511", pages(1), { "x-ms-page-write": "clear" });
    await put("bytes=0-511", undefined);
    await put("bytes=0-511", pages(1), { "x-ms-page-write": "append" });
    await put("bytes=0-511", pages(1), { range: "bytes=512-1023" });
    await plain({ method: "PUT", target, headers: { "x-ms-page-write": "update", range: "bytes=1024-1535" }, body: pages(2) });
    await plain({ method: "PUT", target, headers: { "x-ms-page-write": "update" }, body: pages(2) });
    await plain({ method: "PUT", target, headers: { "x-ms-range": "bytes=0-511" }, body: pages(2) });
    await plain({ method: "GET", target: `/${container.containerName}/b` });
    await put("pages=0-511", pages(1));
  },

  "checksums of a write are checked": async (stage) => {
    const { call, plain, container } = stage;
    const blob = await newBlob(stage);
    const md5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest();
    await call(() => blob.uploadPages(pages(1), 0, 512, { transactionalContentMD5: md5(pages(1)) }));
    await call(() => blob.uploadPages(pages(2), 0, 512, { transactionalContentMD5: md5(pages(3)) }));
    await call(() => blob.uploadPages(pages(2), 0, 512, { transactionalContentCrc64: crc64(pages(2)) }));
    await call(() => blob.uploadPages(pages(3), 0, 512, { transactionalContentCrc64: crc64(pages(2)) }));
    const put = (more: Record<string, string>) =>
      plain({
        method: "PUT",
        target: `/${container.containerName}/b?comp=page`,
        headers: { "x-ms-page-write": "update", "x-ms-range": "bytes=0-511", ...more },
        body: pages(4),
      });
    await put({ "content-md5": "c2hvcnQ=" });
    await put({ "content-md5": "no base64" });
    await put({ "x-ms-content-crc64": "c2hvcnQ=" });
    await put({ "content-md5": md5(pages(4)).toString("base64"), "x-ms-content-crc64": crc64(pages(4)).toString("base64") });
    await call(() => blob.download());
  },

  "a blob grows zeros and loses its tail": async (stage) => {
    const { call } = stage;
    const blob = await newBlob(stage, 1024);
    await call(() => blob.uploadPages(pages(1, 2), 0, 1024));
    await call(() => blob.resize(2048));
    await call(() => blob.download());
    await call(() => blob.getPageRanges());
    await call(() => blob.resize(512));
    await call(() => blob.getPageRanges());
    await call(() => blob.resize(0));
    await call(() => blob.getProperties());
    await call(() => blob.resize(100));
    await call(() => blob.resize(8 * 2 ** 40));
    await call(() => blob.resize(8 * 2 ** 40 + 512));
  },

  "a blob that shrank and grew again has zeros in its tail": async (stage) => {
    const { call } = stage;
    const blob = await newBlob(stage, 1024);
    await call(() => blob.uploadPages(pages(1, 2), 0, 1024));
    await call(() => blob.resize(512));
    await call(() => blob.resize(1024));
    await call(() => blob.download());
    await call(() => blob.getPageRanges());
  },

  "sequence numbers hold back who has been overtaken": async (stage) => {
    const { call } = stage;
    const blob = await newBlob(stage);
    await call(() => blob.updateSequenceNumber("update", 5));
    for (const given of [4, 5, 6]) {
      for (const name of ["ifSequenceNumberLessThanOrEqualTo", "ifSequenceNumberLessThan", "ifSequenceNumberEqualTo"]) {
        await call(() => blob.uploadPages(pages(given), 0, 512, { conditions: { [name]: given } }));
        await call(() => blob.clearPages(512, 512, { conditions: { [name]: given } }));
      }
    }
    await call(() => blob.download(0, 512));
  },
};
