// How a page blob comes to be, is described and ends.

import type { PageBlobClient } from "@azure/storage-blob";
import type { Script, Stage } from "../same-calls.ts";

const tib = 2 ** 40;

async function newBlob({ container, call }: Stage, lengthBytes = 2048): Promise<PageBlobClient> {
  const blob = container.getPageBlobClient("b");
  await call(() => blob.create(lengthBytes));
  return blob;
}

export const createCases: Record<string, Script> = {
  "a page blob is as long as asked, in whole pages, up to 8 TiB": async ({ container, call }) => {
    for (const lengthBytes of [0, 512, 100, 513, 8 * tib, 8 * tib + 512]) {
      const blob = container.getPageBlobClient(`of-${lengthBytes}`);
      await call(() => blob.create(lengthBytes));
      await call(() => blob.getProperties());
    }
  },

  "a page blob is made with metadata, content headers and a sequence number": async ({ container, call }) => {
    const blob = container.getPageBlobClient("folder/a b+ü.vhd");
    await call(() =>
      blob.create(512, {
        metadata: { disk: "one", Of: "Monday" },
        blobSequenceNumber: 7,
        blobHTTPHeaders: {
          blobContentType: "application/x-vhd",
          blobCacheControl: "no-store",
          blobContentDisposition: "attachment",
          blobContentEncoding: "identity",
          blobContentLanguage: "en",
          blobContentMD5: Buffer.from("1B2M2Y8AsgTpgAmY7PhCfg==", "base64"),
        },
      }),
    );
    await call(() => blob.getProperties());
    await call(() => blob.download(0, 512));
    await call(() => blob.download());
  },

  "a page blob is made over another, or not when it must be new": async ({ container, call }) => {
    const blob = container.getPageBlobClient("b");
    await call(() => blob.create(1024, { metadata: { a: "1" } }));
    await call(() => blob.uploadPages(new Uint8Array(512).fill(1), 0, 512));
    await call(() => blob.create(512, { conditions: { ifNoneMatch: "*" } }));
    await call(() => blob.createIfNotExists(512));
    await call(() => blob.create(512, { conditions: { ifMatch: '"0x8D0000000000000"' } }));
    await call(() => blob.create(512));
    await call(() => blob.getProperties());
    await call(() => blob.getPageRanges());
    await call(() => container.getPageBlobClient("new").create(512, { conditions: { ifNoneMatch: "*" } }));
    await call(() => container.getPageBlobClient("never").create(512, { conditions: { ifMatch: "*" } }));
  },

  "what is missing or wrong in Put Blob is refused": async ({ container, plain }) => {
    let serial = 0;
    const put = async (headers: Record<string, string>, body?: Uint8Array) => {
      serial += 1;
      await plain({ method: "PUT", target: `/${container.containerName}/b${serial}`, headers, body });
    };
    const page = { "x-ms-blob-type": "PageBlob", "x-ms-blob-content-length": "512" };
    await put({});
    await put({ "x-ms-blob-type": "PageBlob" });
    await put({ ...page, "x-ms-blob-type": "Pages" });
    await put({ ...page, "x-ms-blob-content-length": "many" });
    await put({ ...page, "x-ms-blob-content-length": "-512" });
    await put({ ...page, "x-ms-blob-sequence-number": "-1" });
    await put(page, new Uint8Array(512));
    await put({ ...page, "content-type": "text/plain" });
    await plain({ method: "HEAD", target: `/${container.containerName}/b${serial}` });
  },

  "metadata is set whole, its names keep their letters, and wrong names are refused": async (stage) => {
    const { container, call, plain } = stage;
    const blob = await newBlob(stage);
    await call(() => blob.setMetadata({ Disk: "One", camelCase: "two words" }));
    await call(() => blob.getProperties());
    const target = `/${container.containerName}/b?comp=metadata`;
    await plain({ method: "GET", target });
    await plain({ method: "HEAD", target });
    await call(() => blob.setMetadata({}));
    await call(() => blob.getProperties());
    await call(() => container.getPageBlobClient("missing").setMetadata({ a: "b" }));
    for (const name of ["_low", "1first", "with-hyphen", "with.dot", ""]) {
      await plain({ method: "PUT", target, headers: { [`x-ms-meta-${name}`]: "v" } });
    }
  },

  "content headers are set whole": async (stage) => {
    const blob = await newBlob(stage);
    const { call } = stage;
    await call(() => blob.setHTTPHeaders({ blobContentType: "text/plain", blobCacheControl: "no-cache", blobContentLanguage: "de" }));
    await call(() => blob.getProperties());
    await call(() => blob.setHTTPHeaders({ blobContentType: "text/html" }));
    await call(() => blob.getProperties());
    await call(() => blob.setHTTPHeaders());
    await call(() => blob.getProperties());
    await call(() => stage.container.getPageBlobClient("missing").setHTTPHeaders({ blobContentType: "text/plain" }));
  },

  "a sequence number is set, raised and counted up": async (stage) => {
    const blob = await newBlob(stage);
    const { call, plain } = stage;
    await call(() => blob.updateSequenceNumber("update", 5));
    await call(() => blob.updateSequenceNumber("max", 3));
    await call(() => blob.updateSequenceNumber("max", 9));
    await call(() => blob.updateSequenceNumber("increment"));
    await call(() => blob.updateSequenceNumber("update", 0));
    await call(() => blob.updateSequenceNumber("update", 2 ** 40));
    await call(() => blob.getProperties());
    const target = `/${stage.container.containerName}/b?comp=properties`;
    const action = (name: string, more: Record<string, string> = {}) =>
      plain({ method: "PUT", target, headers: { "x-ms-sequence-number-action": name, ...more } });
    await action("update");
    await action("max");
    await action("double", { "x-ms-blob-sequence-number": "3" });
    await action("update", { "x-ms-blob-sequence-number": "three" });
    await plain({ method: "HEAD", target: `/${stage.container.containerName}/b` });
    await action("increment", { "x-ms-blob-sequence-number": "3" });
    await action("update", { "x-ms-blob-sequence-number": "-3" });
  },

  "a page blob is deleted once": async (stage) => {
    const blob = await newBlob(stage);
    const { call } = stage;
    await call(() => blob.delete());
    await call(() => blob.delete());
    await call(() => blob.deleteIfExists());
    await call(() => blob.exists());
    await call(() => blob.getProperties());
    await call(() => blob.download());
    await call(() => blob.getPageRanges());
    await call(() => blob.uploadPages(new Uint8Array(512), 0, 512));
    await call(() => blob.clearPages(0, 512));
    await call(() => blob.resize(512));
    await call(() => blob.updateSequenceNumber("increment"));
    await call(() => blob.createSnapshot());
  },

  "calls there are none of are refused": async (stage) => {
    await newBlob(stage);
    const target = `/${stage.container.containerName}/b`;
    for (const method of ["POST", "PATCH"]) await stage.plain({ method, target });
    await stage.plain({ method: "PUT", target: `${target}?comp=nonsense` });
    await stage.plain({ method: "GET", target: `${target}?comp=nonsense` });
    await stage.plain({ method: "DELETE", target: `${target}?comp=page` });
    await stage.plain({ method: "POST", target: `/${stage.container.containerName}?restype=container` });
  },
};
