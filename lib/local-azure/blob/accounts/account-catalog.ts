// Storage accounts with their containers and page blobs: everything but the bytes, which are images of the page store.
// Kept in one JSON file that is replaced as a whole: accounts here are few and their blobs hundreds, not millions.
// A page write changes the bytes and the blob's time only; the time is saved with the next other change or at the end.
// When there was no end (a crash), every blob gets a new time, so that no entity tag stands for two contents.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import type { ImageId, PageStore } from "../../pages/page-store.ts";
import { readJsonFile, sealedJson } from "../../state/json-file.ts";
import { writeFileAtomically } from "../../state/write-file-atomically.ts";
import type { AccountBlob, AccountKey, AccountResource, Container, KeyName, StorageAccount } from "./account-types.ts";
import { endFinishedLease } from "./leases/lease-state.ts";

export class AccountCatalog {
  readonly accounts = new Map<string, StorageAccount>();
  readonly pages: PageStore;
  readonly clock: Clock;
  readonly #path: string;
  #saving: Promise<void> = Promise.resolve();
  #nextSave: Promise<void> | undefined;
  #dropped: ImageId[] = [];
  #isTouched = false;

  constructor(path: string, pages: PageStore, clock: Clock) {
    this.#path = path;
    this.pages = pages;
    this.clock = clock;
  }

  addAccount(name: string, resource?: AccountResource): StorageAccount {
    const account: StorageAccount = { name, keys: { key1: this.#newKey(), key2: this.#newKey() }, containers: new Map(), resource };
    this.accounts.set(name, account);
    this.touch();
    return account;
  }

  /** By the id of its resource, in any case. */
  findById(id: string): StorageAccount | undefined {
    return [...this.accounts.values()].find(({ resource }) => resource?.id.toLowerCase() === id.toLowerCase());
  }

  /** With all that is in it. */
  removeAccount(account: StorageAccount): void {
    this.accounts.delete(account.name);
    for (const container of account.containers.values()) this.dropBlobs(container);
    this.touch();
  }

  regenerateKey(account: StorageAccount, name: KeyName): void {
    account.keys[name] = this.#newKey();
    this.touch();
  }

  #newKey(): AccountKey {
    return { value: randomBytes(64).toString("base64"), createdAt: this.clock.nowTicks() };
  }

  /** The container is about to go. */
  dropBlobs(container: Container): void {
    for (const blob of container.blobs.values()) for (const { imageId } of [blob, ...blob.snapshots]) this.drop(imageId);
  }

  /** Something is to be saved with the next flush. */
  touch(): void {
    this.#isTouched = true;
  }

  /** Resolves when what was touched is durable. */
  async flush(): Promise<void> {
    if (this.#isTouched) await this.save();
  }

  /** The image goes when nothing on disk speaks of it any more. */
  drop(imageId: ImageId): void {
    this.#dropped.push(imageId);
  }

  /** Resolves when everything up to now is durable. Calls made while one is under way share the next. */
  save(): Promise<void> {
    this.#nextSave ??= this.#saving
      .catch(() => {})
      .then(() => {
        this.#nextSave = undefined;
        this.#saving = this.#write(false);
        return this.#saving;
      });
    return this.#nextSave;
  }

  async close(): Promise<void> {
    await this.#nextSave;
    await this.#saving;
    await this.#write(true);
  }

  async #write(isEnd: boolean): Promise<void> {
    this.#isTouched = false;
    const dropped = this.#dropped.splice(0);
    const text = sealedJson({ isEnd, accounts: [...this.accounts.values()].map(toRecord) } satisfies SavedCatalog);
    try {
      await this.pages.flush();
      await writeFileAtomically(this.#path, text);
    } catch (error) {
      this.#dropped.unshift(...dropped);
      this.touch();
      throw error;
    }
    for (const image of dropped) this.pages.drop(image);
  }
}

export interface OpenCatalogInput {
  dir: string;
  pages: PageStore;
  clock: Clock;
  /** Made when they are not there yet. */
  accountNames?: string[];
}

export async function openAccountCatalog({ dir, pages, clock, accountNames = [] }: OpenCatalogInput): Promise<AccountCatalog> {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, "accounts.json");
  const catalog = new AccountCatalog(path, pages, clock);
  const saved = readJsonFile<SavedCatalog>(path);
  for (const record of saved?.accounts ?? []) catalog.accounts.set(record.name, fromRecord(record));
  if (saved?.isEnd === false) renewTimes(catalog);
  for (const name of accountNames) if (!catalog.accounts.has(name)) catalog.addAccount(name);
  await catalog.save();
  return catalog;
}

interface SavedCatalog {
  isEnd: boolean;
  accounts: AccountRecord[];
}

type AccountRecord = Omit<StorageAccount, "containers"> & { containers: (Omit<Container, "blobs"> & { blobs: AccountBlob[] })[] };

function toRecord({ containers, ...account }: StorageAccount): AccountRecord {
  return { ...account, containers: [...containers.values()].map((container) => ({ ...container, blobs: [...container.blobs.values()] })) };
}

function fromRecord({ containers, ...account }: AccountRecord): StorageAccount {
  const entries = containers.map((one): [string, Container] => [
    one.name,
    { ...one, blobs: new Map(one.blobs.map((blob) => [blob.name, blob])) },
  ]);
  return { ...account, containers: new Map(entries) };
}

function renewTimes(catalog: AccountCatalog): void {
  for (const account of catalog.accounts.values()) {
    for (const container of account.containers.values()) {
      for (const blob of container.blobs.values()) {
        blob.changedAt = catalog.clock.nowTicks();
        // It may have been written since its lease was over: the next other change would have said so.
        endFinishedLease(blob, catalog.clock.nowMs());
      }
    }
  }
}
