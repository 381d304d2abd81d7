// Copy Blob inside one account, by its key. (In Azurite what is written to a copy is written to its source too: no script
// does that.)

import type { BlobBeginCopyFromURLOptions, PageBlobClient } from "@azure/storage-blob";
import type { Script, Stage } from "../same-calls.ts";

const pages = (byte: number, count = 1): Uint8Array => new Uint8Array(count * 512).fill(byte);

async function sourceBlob({ container, call }: Stage): Promise<PageBlobClient> {
  const blob = container.getPageBlobClient("source");
  await call(() => blob.create(2048, { metadata: { of: "source" }, blobHTTPHeaders: { blobContentType: "application/x-vhd" } }));
  await call(() => blob.uploadPages(pages(1, 2), 512, 1024));
  return blob;
}

async function copy({ call }: Stage, from: string, to: PageBlobClient, options: BlobBeginCopyFromURLOptions = {}): Promise<void> {
  await call(async () => (await to.beginCopyFromURL(from, { intervalInMs: 1, ...options })).pollUntilDone());
}

export const copyCases: Record<string, Script> = {
  "a copy has the source's bytes, headers and metadata": async (stage) => {
    const { call, container } = stage;
    const source = await sourceBlob(stage);
    const target = container.getPageBlobClient("target");
    await copy(stage, source.url, target);
    await call(() => target.getProperties());
    await call(() => target.download());
    await call(() => target.getPageRanges());
    await call(() => source.getProperties());
    await call(() => container.listBlobsFlat({ includeCopy: true, includeMetadata: true }).next());
  },

  "a copy has metadata of its own when some is given": async (stage) => {
    const source = await sourceBlob(stage);
    const target = stage.container.getPageBlobClient("target");
    await copy(stage, source.url, target, { metadata: { of: "target" } });
    await stage.call(() => target.getProperties());
  },

  "a snapshot is copied as it is": async (stage) => {
    const { call, container } = stage;
    const source = await sourceBlob(stage);
    const made = await call(() => source.createSnapshot());
    await call(() => source.uploadPages(pages(3, 4), 0, 2048));
    const target = container.getPageBlobClient("target");
    await copy(stage, source.withSnapshot(made?.snapshot ?? "").url, target);
    await call(() => target.download());
    await call(() => target.getPageRanges());
  },

  "a copy goes over what is there, and its snapshots stay": async (stage) => {
    const { call, container } = stage;
    const source = await sourceBlob(stage);
    const target = container.getPageBlobClient("target");
    await call(() => target.create(512));
    const before = await call(() => target.createSnapshot());
    await copy(stage, source.url, target);
    const after = await call(() => target.createSnapshot());
    await call(() => target.download());
    for (const made of [before, after]) await call(() => target.withSnapshot(made?.snapshot ?? "").download());
    await copy(stage, source.url, target, { conditions: { ifNoneMatch: "*" } });
    await copy(stage, source.url, target, { conditions: { ifMatch: '"0x8D0000000000000"' } });
  },

  "a source that is not there, or not as it should be, is not copied": async (stage) => {
    const { container } = stage;
    const source = await sourceBlob(stage);
    const target = container.getPageBlobClient("target");
    const { etag } = await source.getProperties();
    await copy(stage, container.getPageBlobClient("missing").url, target);
    await copy(stage, source.url, target, { sourceConditions: { ifMatch: '"0x8D0000000000000"' } });
    await copy(stage, source.url, target, { sourceConditions: { ifNoneMatch: etag } });
    await copy(stage, source.url, target, { sourceConditions: { ifMatch: etag } });
  },
};
