// Leases of blobs and containers: acquired, renewed, changed, released, broken, and what they hold back.

import type { PageBlobClient } from "@azure/storage-blob";
import type { Script, Stage } from "../same-calls.ts";

const pages = new Uint8Array(512).fill(1);
const [first, second, third] = [
  "11111111-1111-4111-8111-111111111111",
  "22222222-2222-4222-8222-222222222222",
  "33333333-3333-4333-8333-333333333333",
] as const;

async function newBlob({ container, call }: Stage): Promise<PageBlobClient> {
  const blob = container.getPageBlobClient("b");
  await call(() => blob.create(1024));
  return blob;
}

/** Leased without end, as first. */
async function leasedBlob(stage: Stage): Promise<PageBlobClient> {
  const blob = await newBlob(stage);
  await stage.call(() => blob.getBlobLeaseClient(first).acquireLease(-1));
  return blob;
}

/** What each state lets in: with no lease, with the wrong one, with the right one. */
async function tryAll({ call, container }: Stage, blob: PageBlobClient): Promise<void> {
  for (const leaseId of [undefined, second, first]) {
    const conditions = { leaseId };
    await call(() => blob.uploadPages(pages, 0, 512, { conditions }));
    await call(() => blob.clearPages(512, 512, { conditions }));
    await call(() => blob.resize(1024, { conditions }));
    await call(() => blob.setMetadata({ a: "b" }, { conditions }));
    await call(() => blob.setHTTPHeaders({ blobContentType: "text/plain" }, { conditions }));
    await call(() => blob.updateSequenceNumber("increment", undefined, { conditions }));
    await call(() => blob.getProperties({ conditions }));
    await call(() => blob.download(0, 512, { conditions }));
    await call(() => blob.getPageRanges(0, 1024, { conditions }));
    await call(() => blob.createSnapshot({ conditions }));
  }
  await call(() => container.listBlobsFlat().next());
}

export const blobLeaseCases: Record<string, Script> = {
  "a blob is leased to one client at a time": async (stage) => {
    const { call } = stage;
    const blob = await newBlob(stage);
    const [one, other] = [blob.getBlobLeaseClient(first), blob.getBlobLeaseClient(second)];
    await call(() => one.acquireLease(15));
    await call(() => other.acquireLease(15));
    await call(() => one.acquireLease(-1));
    await call(() => one.renewLease());
    await call(() => other.renewLease());
    await call(() => blob.getProperties());
    await call(() => one.releaseLease());
    await call(() => one.releaseLease());
    await call(() => one.renewLease());
    await call(() => other.acquireLease(60));
    await call(() => blob.getProperties());
    await call(() => blob.getBlobLeaseClient().breakLease(0));
    await call(() => blob.getBlobLeaseClient(third).acquireLease(-1));
  },

  "a lease has an id of the service's when none is proposed": async (stage) => {
    await newBlob(stage);
    const lease = (headers: Record<string, string>) =>
      stage.plain({ method: "PUT", target: `/${stage.container.containerName}/b?comp=lease`, headers });
    const made = await lease({ "x-ms-lease-action": "acquire", "x-ms-lease-duration": "-1" });
    const id = made.headers["x-ms-lease-id"] ?? "";
    await lease({ "x-ms-lease-action": "renew", "x-ms-lease-id": id });
    await lease({ "x-ms-lease-action": "release", "x-ms-lease-id": id });
  },

  "a lease is asked for by its rules": async (stage) => {
    await newBlob(stage);
    const lease = (headers: Record<string, string>) =>
      stage.plain({ method: "PUT", target: `/${stage.container.containerName}/b?comp=lease`, headers });
    await lease({});
    await lease({ "x-ms-lease-action": "steal" });
    for (const seconds of ["14", "61", "0", "-2", "forever"]) {
      await lease({ "x-ms-lease-action": "acquire", "x-ms-lease-duration": seconds });
    }
    await lease({ "x-ms-lease-action": "acquire" });
    await lease({ "x-ms-lease-action": "renew" });
    await lease({ "x-ms-lease-action": "release" });
    await lease({ "x-ms-lease-action": "change", "x-ms-lease-id": first });
    await lease({ "x-ms-lease-action": "break", "x-ms-lease-break-period": "61" });
    await lease({ "x-ms-lease-action": "acquire", "x-ms-lease-duration": "15", "x-ms-proposed-lease-id": "none" });
  },

  "a lease changes its id": async (stage) => {
    const { call } = stage;
    const blob = await leasedBlob(stage);
    await call(() => blob.getBlobLeaseClient(first).changeLease(second));
    await call(() => blob.getBlobLeaseClient(second).renewLease());
    await call(() => blob.getBlobLeaseClient(third).renewLease());
    await call(() => blob.getBlobLeaseClient(third).changeLease(first));
    await call(() => blob.getBlobLeaseClient(first).changeLease(second));
    await call(() => blob.getBlobLeaseClient(second).releaseLease());
    await call(() => blob.getBlobLeaseClient(second).changeLease(third));
  },

  "what is not leased takes writes without a lease": async (stage) => tryAll(stage, await newBlob(stage)),

  "what is leased takes writes with its lease only": async (stage) => tryAll(stage, await leasedBlob(stage)),

  "a lease that breaks holds until it is broken": async (stage) => {
    const { call } = stage;
    const blob = await newBlob(stage);
    const lease = blob.getBlobLeaseClient(first);
    await call(() => lease.acquireLease(60));
    await call(() => lease.breakLease(50));
    await call(() => blob.getProperties());
    await call(() => lease.renewLease());
    await call(() => lease.changeLease(second));
    await call(() => lease.acquireLease(15));
    await call(() => blob.getBlobLeaseClient(second).acquireLease(15));
    await tryAll(stage, blob);
    await call(() => lease.breakLease(0));
    await call(() => blob.getProperties());
  },

  "a broken lease is over, and can be had again": async (stage) => {
    const { call } = stage;
    const blob = await leasedBlob(stage);
    const lease = blob.getBlobLeaseClient(first);
    await call(() => lease.breakLease(0));
    await call(() => blob.getProperties());
    await call(() => lease.breakLease(0));
    await call(() => lease.renewLease());
    await call(() => lease.changeLease(second));
    await call(() => stage.container.listBlobsFlat().next());
    await call(() => blob.uploadPages(pages, 0, 512));
    await call(() => blob.getProperties());
    await call(() => lease.acquireLease(15));
    await call(() => lease.breakLease(0));
    await call(() => lease.releaseLease());
    await call(() => blob.getProperties());
  },

  "without a lease there is nothing to break, and one without end breaks at once": async (stage) => {
    const { call } = stage;
    const blob = await newBlob(stage);
    await call(() => blob.getBlobLeaseClient().breakLease(0));
    await call(() => blob.getBlobLeaseClient(first).acquireLease(-1));
    await stage.plain({
      method: "PUT",
      target: `/${stage.container.containerName}/b?comp=lease`,
      headers: { "x-ms-lease-action": "break" },
    });
    await call(() => blob.getProperties());
    await call(() => stage.container.getPageBlobClient("missing").getBlobLeaseClient(first).acquireLease(15));
  },

  "a leased blob is replaced and deleted with its lease only": async (stage) => {
    const { call } = stage;
    const blob = await leasedBlob(stage);
    for (const leaseId of [undefined, second, first]) await call(() => blob.create(512, { conditions: { leaseId } }));
    await call(() => blob.getProperties());
    for (const leaseId of [undefined, second, first]) await call(() => blob.delete({ conditions: { leaseId } }));
    await call(() => blob.create(512, { conditions: { leaseId: first } }));
  },

  "a snapshot is not leased": async (stage) => {
    const { call } = stage;
    const blob = await leasedBlob(stage);
    const made = await call(() => blob.createSnapshot());
    const frozen = blob.withSnapshot(made?.snapshot ?? "");
    await call(() => frozen.getProperties());
    await call(() => frozen.delete());
  },

  "a lease is taken on conditions": async (stage) => {
    const { call } = stage;
    const blob = await newBlob(stage);
    const { etag } = await blob.getProperties();
    const lease = blob.getBlobLeaseClient(first);
    await call(() => lease.acquireLease(15, { conditions: { ifMatch: '"0x8D0000000000000"' } }));
    await call(() => lease.acquireLease(15, { conditions: { ifMatch: etag } }));
    await call(() => lease.renewLease({ conditions: { ifNoneMatch: etag } }));
    await call(() => lease.releaseLease({ conditions: { ifMatch: etag } }));
  },
};

export const containerLeaseCases: Record<string, Script> = {
  "a container is leased, and only deleted with its lease": async (stage) => {
    const { call, container } = stage;
    const lease = container.getBlobLeaseClient(first);
    await call(() => lease.acquireLease(-1));
    await call(() => container.getProperties());
    await call(() => container.getBlobLeaseClient(second).acquireLease(15));
    for (const leaseId of [undefined, second, first]) {
      await call(() => container.getProperties({ conditions: { leaseId } }));
      await call(() => container.setMetadata({ a: "b" }, { conditions: { leaseId } }));
    }
    await call(() => container.getPageBlobClient("b").create(512));
    await call(() => container.delete());
    await call(() => container.delete({ conditions: { leaseId: second } }));
    await call(() => stage.service.listContainers({ prefix: container.containerName }).next());
    await call(() => container.delete({ conditions: { leaseId: first } }));
  },

  "a container's lease is renewed, changed, released and broken": async (stage) => {
    const { call, container } = stage;
    const [one, other] = [container.getBlobLeaseClient(first), container.getBlobLeaseClient(second)];
    await call(() => one.acquireLease(30));
    await call(() => one.renewLease());
    await call(() => other.renewLease());
    await call(() => other.releaseLease());
    await call(() => container.getBlobLeaseClient(first).changeLease(second));
    await call(() => other.breakLease(20));
    await call(() => container.getProperties());
    await call(() => other.renewLease());
    await call(() => container.delete());
    await call(() => other.breakLease(0));
    await call(() => container.getProperties());
    await call(() => container.getProperties({ conditions: { leaseId: second } }));
    await call(() => container.setMetadata({ a: "b" }, { conditions: { leaseId: second } }));
    await call(() => container.delete({ conditions: { leaseId: second } }));
    await call(() => container.delete());
  },
};
