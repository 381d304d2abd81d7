// Calls on containers, made to both services.

import type { Script } from "../same-calls.ts";

export const containerCases: Record<string, Script> = {
  "a container is made once, described, and deleted": async ({ service, call }) => {
    const container = service.getContainerClient("made-and-deleted");
    await call(() => container.create({ metadata: { of: "disks" } }));
    await call(() => container.create());
    await call(() => container.createIfNotExists());
    await call(() => container.getProperties());
    await call(() => container.setMetadata({ of: "others", more: "1" }));
    await call(() => container.getProperties());
    await call(() => container.delete());
    await call(() => container.getProperties());
    await call(() => container.delete());
  },

  "a container's name is refused": async ({ plain }) => {
    for (const name of ["ab", "a--b", "Upper", "-begins", "ends-", "a_b", "a".repeat(64)]) {
      await plain({ method: "PUT", target: `/${name}?restype=container` });
    }
  },

  "what is in no container is not there": async ({ service, call }) => {
    const container = service.getContainerClient("not-there");
    const blob = container.getPageBlobClient("b");
    await call(() => container.exists());
    await call(() => container.getProperties());
    await call(() => container.setMetadata({ a: "b" }));
    await call(() => container.listBlobsFlat().next());
    await call(() => blob.create(512));
    await call(() => blob.getProperties());
    await call(() => blob.uploadPages(new Uint8Array(512), 0, 512));
    await call(() => blob.getPageRanges());
    await call(() => blob.download());
    await call(() => blob.delete());
  },

  "a container is changed and deleted on conditions": async ({ container, call }) => {
    const { lastModified } = await container.getProperties();
    const earlier = new Date((lastModified?.getTime() ?? 0) - 1000);
    await call(() => container.setMetadata({ a: "1" }, { conditions: { ifModifiedSince: lastModified } }));
    await call(() => container.setMetadata({ a: "2" }, { conditions: { ifModifiedSince: earlier } }));
    await call(() => container.delete({ conditions: { ifUnmodifiedSince: earlier } }));
    await call(() => container.delete({ conditions: { ifModifiedSince: new Date((lastModified?.getTime() ?? 0) + 60_000) } }));
    await call(() => container.delete({ conditions: { ifUnmodifiedSince: new Date((lastModified?.getTime() ?? 0) + 60_000) } }));
  },

  "a container made anew is empty": async ({ service, call }) => {
    const container = service.getContainerClient("made-anew");
    await call(() => container.create());
    await call(() => container.getPageBlobClient("b").create(512));
    await call(() => container.delete());
    await call(() => container.create());
    await call(() => container.listBlobsFlat().next());
    await call(() => container.delete());
  },

  "containers are listed by prefix, in pages, with metadata": async ({ service, call }) => {
    const names = ["listed-a", "listed-b", "listed-c"];
    for (const name of names) await call(() => service.getContainerClient(name).create({ metadata: { name } }));
    const list = service.listContainers({ prefix: "listed-", includeMetadata: true });
    await call(async () => {
      for await (const _page of list.byPage({ maxPageSize: 2 }));
    });
    await call(() => service.listContainers({ prefix: "listed-c" }).next());
    await call(() => service.listContainers({ prefix: "listed-nothing" }).next());
    for (const name of names) await call(() => service.getContainerClient(name).delete());
  },
};
