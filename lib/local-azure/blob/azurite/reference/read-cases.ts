// Reads of bytes and of page ranges, and the conditions on reads and writes.

import type { PageBlobClient } from "@azure/storage-blob";
import type { Script, Stage } from "../same-calls.ts";

const mib = 2 ** 20;
const pages = (byte: number, count = 1): Uint8Array => new Uint8Array(count * 512).fill(byte);

/** Pages 2 and 3 written together, 4 by itself, 8 by itself; of 16. */
async function writtenBlob({ container, call }: Stage): Promise<PageBlobClient> {
  const blob = container.getPageBlobClient("b");
  await call(() => blob.create(16 * 512));
  await call(() => blob.uploadPages(pages(1, 2), 2 * 512, 1024));
  await call(() => blob.uploadPages(pages(2), 4 * 512, 512));
  await call(() => blob.uploadPages(pages(3), 8 * 512, 512));
  return blob;
}

export const readCases: Record<string, Script> = {
  "a blob is read whole and in parts": async (stage) => {
    const { call } = stage;
    const blob = await writtenBlob(stage);
    await call(() => blob.download());
    for (const [offset, count] of [
      [0, 512],
      [1000, 100],
      [1535, 2],
      [8191, 1],
      [8000, 1000],
      [2048, undefined],
    ] as const) {
      await call(() => blob.download(offset, count));
    }
    await call(() => blob.download(1024, 512, { rangeGetContentMD5: true }));
    await call(() => blob.download(0, undefined, { rangeGetContentMD5: true }));
  },

  "a read that begins past the end is refused": async (stage) => {
    const { call } = stage;
    const blob = await writtenBlob(stage);
    await call(() => blob.download(8192, 1));
    await call(() => blob.download(9000, 512));
  },

  "an empty blob is read whole, in no part": async ({ container, call }) => {
    const blob = container.getPageBlobClient("empty");
    await call(() => blob.create(0));
    await call(() => blob.download());
    await call(() => blob.getPageRanges());
    await call(() => blob.download(0, 512));
  },

  "x-ms-range goes before Range, and a range that is none is not looked at": async (stage) => {
    await writtenBlob(stage);
    const read = (headers: Record<string, string>) =>
      stage.plain({ method: "GET", target: `/${stage.container.containerName}/b`, headers });
    await read({ range: "bytes=1024-1535" });
    await read({ "x-ms-range": "bytes=1024-1535", range: "bytes=0-9" });
    await read({ range: "bytes=8000-" });
    await read({ range: "bytes=8192-9000" });
    await read({ range: "bytes=20-10" });
    await read({ range: "lines=1-2" });
    await read({ range: "bytes=0-9,20-29" });
  },

  "the hash of a range longer than 4 MiB is refused": async ({ container, call }) => {
    const blob = container.getPageBlobClient("long");
    await call(() => blob.create(5 * mib));
    await call(() => blob.download(0, 4 * mib, { rangeGetContentMD5: true }));
    await call(() => blob.download(0, 4 * mib + 1, { rangeGetContentMD5: true }));
  },

  "page ranges are listed whole and in windows": async (stage) => {
    const { call } = stage;
    const blob = await writtenBlob(stage);
    await call(() => blob.getPageRanges());
    for (const [offset, count] of [
      [0, 512],
      [1024, 512],
      [1536, 2560],
      [0, 8192],
      [2560, 512],
      [7680, 5120],
    ] as const) {
      await call(() => blob.getPageRanges(offset, count));
    }
    await call(() => blob.getPageRanges(1024));
  },

  "a window of part of a page, or past the end, is judged": async (stage) => {
    const { call } = stage;
    const blob = await writtenBlob(stage);
    await call(() => blob.getPageRanges(1100, 100));
    await call(() => blob.getPageRanges(8192, 512));
    await call(() => blob.getPageRanges(1 * mib, 512));
  },

  "cleared pages are listed no more": async (stage) => {
    const { call } = stage;
    const blob = await writtenBlob(stage);
    await call(() => blob.clearPages(3 * 512, 512));
    await call(() => blob.getPageRanges());
    await call(() => blob.clearPages(0, 8 * 512));
    await call(() => blob.getPageRanges());
    await call(() => blob.clearPages(0, 16 * 512));
    await call(() => blob.getPageRanges());
    await call(() => blob.uploadPages(pages(0), 512, 512));
    await call(() => blob.getPageRanges());
  },

  "ranges are listed in pages": async (stage) => {
    const { call } = stage;
    const blob = await writtenBlob(stage);
    await call(async () => {
      for await (const _page of blob.listPageRanges().byPage({ maxPageSize: 1 }));
    });
  },

  "entity tags hold back reads": async (stage) => {
    const { call } = stage;
    const blob = await writtenBlob(stage);
    const { etag } = await blob.getProperties();
    const other = '"0x8D0000000000000"';
    for (const conditions of [
      { ifMatch: etag },
      { ifMatch: other },
      { ifMatch: "*" },
      { ifNoneMatch: etag },
      { ifNoneMatch: other },
      { ifNoneMatch: "*" },
    ]) {
      await call(() => blob.download(0, 512, { conditions }));
      await call(() => blob.getProperties({ conditions }));
      await call(() => blob.getPageRanges(0, 8192, { conditions }));
    }
  },

  "times hold back reads": async (stage) => {
    const { call } = stage;
    const blob = await writtenBlob(stage);
    const { lastModified, etag } = await blob.getProperties();
    const at = (seconds: number) => new Date((lastModified?.getTime() ?? 0) + seconds * 1000);
    for (const seconds of [-10, 0, 10]) {
      for (const conditions of [{ ifModifiedSince: at(seconds) }, { ifUnmodifiedSince: at(seconds) }]) {
        await call(() => blob.download(0, 512, { conditions }));
        await call(() => blob.getProperties({ conditions }));
        await call(() => blob.getPageRanges(0, 8192, { conditions }));
      }
    }
    await call(() => blob.getProperties({ conditions: { ifMatch: etag, ifUnmodifiedSince: at(-10) } }));
    await call(() => blob.getProperties({ conditions: { ifNoneMatch: etag, ifModifiedSince: at(-10) } }));
    await call(() => blob.getProperties({ conditions: { ifNoneMatch: '"0x8D0000000000000"', ifModifiedSince: at(10) } }));
    await call(() => blob.getProperties({ conditions: { ifNoneMatch: etag, ifModifiedSince: at(10) } }));
  },

  "conditions hold back writes": async (stage) => {
    const { call } = stage;
    const blob = await writtenBlob(stage);
    const { lastModified } = await blob.getProperties();
    const at = (seconds: number) => new Date((lastModified?.getTime() ?? 0) + seconds * 1000);
    const other = '"0x8D0000000000000"';
    const current = async () => (await blob.getProperties()).etag;
    const all: (() => Promise<object>)[] = [
      async () => ({ ifMatch: await current() }),
      async () => ({ ifMatch: other }),
      async () => ({ ifMatch: "*" }),
      async () => ({ ifNoneMatch: await current() }),
      async () => ({ ifNoneMatch: other }),
      async () => ({ ifModifiedSince: at(-10) }),
      async () => ({ ifModifiedSince: at(60) }),
      async () => ({ ifUnmodifiedSince: at(-10) }),
      async () => ({ ifUnmodifiedSince: at(60) }),
    ];
    for (const make of all) {
      const conditions = await make();
      await call(() => blob.uploadPages(pages(4), 0, 512, { conditions }));
      const again = await make();
      await call(() => blob.clearPages(0, 512, { conditions: again }));
      const metadata = await make();
      await call(() => blob.setMetadata({ a: "b" }, { conditions: metadata }));
      const headers = await make();
      await call(() => blob.setHTTPHeaders({ blobContentType: "text/plain" }, { conditions: headers }));
      const size = await make();
      await call(() => blob.resize(16 * 512, { conditions: size }));
      const number = await make();
      await call(() => blob.updateSequenceNumber("increment", undefined, { conditions: number }));
      const snapshot = await make();
      await call(() => blob.createSnapshot({ conditions: snapshot }));
    }
    for (const conditions of [{ ifMatch: other }, { ifNoneMatch: await current() }, { ifUnmodifiedSince: at(-10) }]) {
      await call(() => blob.delete({ conditions, deleteSnapshots: "include" }));
    }
    await call(() => blob.create(512, { conditions: { ifUnmodifiedSince: at(-10) } }));
    await call(() => blob.create(512, { conditions: { ifNoneMatch: other } }));
    const last = await current();
    await call(() => blob.delete({ conditions: { ifMatch: last }, deleteSnapshots: "include" }));
  },

  "conditions that are none are refused": async (stage) => {
    await writtenBlob(stage);
    const target = `/${stage.container.containerName}/b`;
    await stage.plain({ method: "HEAD", target, headers: { "if-modified-since": "yesterday" } });
    await stage.plain({ method: "HEAD", target, headers: { "if-match": "unquoted" } });
    const put = (headers: Record<string, string>) =>
      stage.plain({ method: "PUT", target: `${target}?comp=metadata`, headers: { "x-ms-meta-a": "b", ...headers } });
    await put({ "if-unmodified-since": "yesterday" });
    await put({ "if-match": '"0x1"', "if-none-match": '"0x2"' });
    await put({ "if-none-match": "*" });
  },
};
