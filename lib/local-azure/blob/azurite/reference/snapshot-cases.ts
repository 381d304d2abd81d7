// Snapshots of page blobs: made, read, refused to writers, deleted.

import type { PageBlobClient } from "@azure/storage-blob";
import type { Script, Stage } from "../same-calls.ts";

const pages = (byte: number, count = 1): Uint8Array => new Uint8Array(count * 512).fill(byte);
const never = "2020-01-01T00:00:00.0000000Z";

async function blobWithSnapshot({ container, call }: Stage): Promise<{ blob: PageBlobClient; frozen: PageBlobClient }> {
  const blob = container.getPageBlobClient("b");
  await call(() => blob.create(1024, { metadata: { of: "blob" } }));
  await call(() => blob.uploadPages(pages(1), 0, 512));
  const made = await call(() => blob.createSnapshot());
  return { blob, frozen: blob.withSnapshot(made?.snapshot ?? "") };
}

export const snapshotCases: Record<string, Script> = {
  "a snapshot keeps what was there when it was made": async (stage) => {
    const { call } = stage;
    const { blob, frozen } = await blobWithSnapshot(stage);
    await call(() => blob.uploadPages(pages(2, 2), 0, 1024));
    await call(() => blob.setMetadata({ of: "later" }));
    await call(() => blob.resize(2048));
    await call(() => frozen.getProperties());
    await call(() => frozen.download());
    await call(() => frozen.download(0, 100));
    await call(() => frozen.getPageRanges());
    await call(() => blob.download());
  },

  "a snapshot has the blob's metadata or its own": async ({ container, call }) => {
    const blob = container.getPageBlobClient("b");
    await call(() => blob.create(512, { metadata: { of: "blob", more: "1" } }));
    const plain = await call(() => blob.createSnapshot());
    const own = await call(() => blob.createSnapshot({ metadata: { of: "snapshot" } }));
    await call(() => blob.withSnapshot(plain?.snapshot ?? "").getProperties());
    await call(() => blob.withSnapshot(own?.snapshot ?? "").getProperties());
    await call(() => blob.getProperties());
  },

  "a snapshot cannot be written": async (stage) => {
    const { call } = stage;
    const { frozen } = await blobWithSnapshot(stage);
    await call(() => frozen.uploadPages(pages(3), 0, 512));
    await call(() => frozen.clearPages(0, 512));
    await call(() => frozen.resize(512));
    await call(() => frozen.setMetadata({ a: "b" }));
    await call(() => frozen.setHTTPHeaders({ blobContentType: "text/plain" }));
    await call(() => frozen.createSnapshot());
    await call(() => frozen.create(512));
    await call(() => frozen.download());
  },

  "a snapshot that is not there is not found": async (stage) => {
    const { call, plain } = stage;
    const { blob } = await blobWithSnapshot(stage);
    const gone = blob.withSnapshot(never);
    await call(() => gone.getProperties());
    await call(() => gone.download());
    await call(() => gone.getPageRanges());
    await call(() => gone.delete());
    await plain({ method: "GET", target: `/${stage.container.containerName}/b?snapshot=yesterday` });
    await plain({ method: "GET", target: `/${stage.container.containerName}/missing?snapshot=${never}` });
  },

  "a blob with snapshots is deleted with them, they without it, and neither by mistake": async (stage) => {
    const { call, plain } = stage;
    const { blob, frozen } = await blobWithSnapshot(stage);
    await call(() => blob.delete());
    await call(() => blob.delete({ deleteSnapshots: "only" }));
    await call(() => frozen.getProperties());
    await call(() => blob.getProperties());
    await call(() => blob.delete({ deleteSnapshots: "only" }));
    await call(() => blob.createSnapshot());
    await plain({ method: "DELETE", target: `/${stage.container.containerName}/b`, headers: { "x-ms-delete-snapshots": "some" } });
    await call(() => blob.delete({ deleteSnapshots: "include" }));
    await call(() => blob.getProperties());
    await call(() => blob.delete({ deleteSnapshots: "include" }));
  },

  "one snapshot is deleted by itself": async (stage) => {
    const { call } = stage;
    const { blob, frozen } = await blobWithSnapshot(stage);
    await call(() => frozen.delete({ deleteSnapshots: "include" }));
    await call(() => frozen.delete());
    await call(() => frozen.delete());
    await call(() => blob.delete());
  },

  "snapshots outlive a blob made over theirs": async (stage) => {
    const { call } = stage;
    const { blob, frozen } = await blobWithSnapshot(stage);
    await call(() => blob.create(512));
    await call(() => frozen.download());
    await call(() => blob.createSnapshot());
    await call(() => blob.delete({ deleteSnapshots: "only" }));
    await call(() => frozen.download());
  },
};
