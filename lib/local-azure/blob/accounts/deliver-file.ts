// Files that other parts of Azure deliver into a storage account, such as exports of the bill: block blobs in a
// container, which is made when it is not there.

import { newGuid } from "../../ids.ts";
import type { AccountCatalog } from "./account-catalog.ts";
import type { AccountBlob, Container, StorageAccount } from "./account-types.ts";
import { blockBlobContent } from "./block-blob.ts";
import { leaseFactsOf } from "./leases/lease-state.ts";

export interface DeliveredFile {
  /** Resource id of the account. */
  accountId: string;
  container: string;
  path: string;
}

/** Replaces what is there; resolves when it is durable. Throws when there is no such account, or the blob is leased. */
export async function deliverFile(
  catalog: AccountCatalog,
  { accountId, container, path }: DeliveredFile,
  bytes: Uint8Array,
): Promise<void> {
  const account = catalog.findById(accountId);
  if (account === undefined) throw new Error(`There is no storage account ${accountId}.`);
  const { blobs } = account.containers.get(container) ?? addContainer(catalog, account, container);
  const known = blobs.get(path);
  if (known !== undefined && leaseFactsOf(known, catalog.clock.nowMs()).status === "locked") {
    throw new Error(`There is currently a lease on the blob ${container}/${path}.`);
  }
  const now = catalog.clock.nowTicks();
  const blob: AccountBlob = {
    ...blockBlobContent(catalog.pages, bytes),
    name: path,
    contentType: "application/octet-stream",
    metadata: {},
    createdAt: known?.createdAt ?? now,
    changedAt: now,
    generation: newGuid(),
    snapshots: known?.snapshots ?? [],
  };
  if (known !== undefined) catalog.drop(known.imageId);
  blobs.set(path, blob);
  await catalog.save();
}

function addContainer(catalog: AccountCatalog, account: StorageAccount, name: string): Container {
  const container: Container = { name, changedAt: catalog.clock.nowTicks(), metadata: {}, blobs: new Map() };
  account.containers.set(name, container);
  return container;
}
