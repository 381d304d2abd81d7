// List Blobs: by name, prefix and folder, with snapshots and metadata, in pages.

import type { ContainerListBlobsOptions } from "@azure/storage-blob";
import type { Script, Stage } from "../same-calls.ts";

async function listAll({ container, call }: Stage, options: ContainerListBlobsOptions, maxPageSize?: number): Promise<void> {
  await call(async () => {
    for await (const _page of container.listBlobsFlat(options).byPage({ maxPageSize }));
  });
}

/** Six blobs, one of them with two snapshots. */
async function fill({ container, call }: Stage): Promise<void> {
  for (const name of ["b", "a", "B", "dir/one", "dir/two", "ü & <x>"]) {
    await call(() => container.getPageBlobClient(name).create(512, { metadata: { Name: "of it" } }));
  }
  const blob = container.getPageBlobClient("b");
  await call(() => blob.createSnapshot());
  await call(() => blob.uploadPages(new Uint8Array(512).fill(1), 0, 512));
  await call(() => blob.createSnapshot({ metadata: { own: "1" } }));
}

export const listCases: Record<string, Script> = {
  "an empty container has an empty list": (stage) => listAll(stage, {}),

  "blobs are listed by name": async (stage) => {
    await fill(stage);
    await listAll(stage, {});
    await listAll(stage, { includeMetadata: true });
    await listAll(stage, { includeSnapshots: true, includeMetadata: true });
    await listAll(stage, { includeCopy: true, includeUncommitedBlobs: true });
  },

  "blobs are listed by prefix": async (stage) => {
    await fill(stage);
    for (const prefix of ["dir/", "b", "nothing", "ü & <", ""]) await listAll(stage, { prefix, includeSnapshots: true });
  },

  "a list comes in pages": async (stage) => {
    await fill(stage);
    await listAll(stage, {}, 2);
    await listAll(stage, { prefix: "dir/" }, 1);
    await listAll(stage, {}, 6);
    await listAll(stage, {}, 7);
  },

  "a list's page size is judged": async ({ container, plain }) => {
    for (const count of ["0", "-1", "many", "5001"]) {
      await plain({ method: "GET", target: `/${container.containerName}?restype=container&comp=list&maxresults=${count}` });
    }
    await plain({ method: "GET", target: `/${container.containerName}?restype=container&comp=list&include=nonsense` });
  },

  "blobs are listed by folder": async (stage) => {
    await fill(stage);
    const { container, call } = stage;
    for (const [prefix, size] of [
      ["", undefined],
      ["dir/", undefined],
      ["di", undefined],
      ["", 2],
    ] as const) {
      await call(async () => {
        for await (const _page of container.listBlobsByHierarchy("/", { prefix }).byPage({ maxPageSize: size }));
      });
    }
  },
};
