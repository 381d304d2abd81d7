// Storage accounts with their containers and page blobs: everything but the bytes, which are images of the page store.
// Kept in one JSON file that is replaced as a whole: accounts here are few and their blobs hundreds, not millions.
// A page write changes the bytes and the blob's time only; the time is saved with the next other change or at the end.
// When there was no end (a crash), every blob gets a new time, so that no entity tag stands for two contents.

import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import type { ImageId, PageStore } from "../../pages/page-store.ts";
import { writeFileAtomically } from "../../state/write-file-atomically.ts";

/** Times are ticks, as everywhere. */
export interface BlobVersion {
  imageId: ImageId;
  changedAt: string;
  sequenceNumber: number;
  contentType: string;
  contentMd5?: string;
  metadata: Record<string, string>;
  /** A new one each time the blob is created anew or copied over: no diff reaches across. */
  generation: string;
}

export interface BlobSnapshot extends BlobVersion {
  time: string;
}

export interface PageBlob extends BlobVersion {
  name: string;
  createdAt: string;
  /** In order of time. */
  snapshots: BlobSnapshot[];
  copy?: { id: string; source: string; completedAt: string };
}

export interface Container {
  name: string;
  changedAt: string;
  metadata: Record<string, string>;
  blobs: Map<string, PageBlob>;
}

export interface StorageAccount {
  name: string;
  /** Base64, as az and the portal show it. */
  key: string;
  containers: Map<string, Container>;
}

export class AccountCatalog {
  readonly accounts = new Map<string, StorageAccount>();
  readonly pages: PageStore;
  readonly clock: Clock;
  readonly #path: string;
  #saving: Promise<void> = Promise.resolve();
  #nextSave: Promise<void> | undefined;
  #dropped: ImageId[] = [];

  constructor(path: string, pages: PageStore, clock: Clock) {
    this.#path = path;
    this.pages = pages;
    this.clock = clock;
  }

  addAccount(name: string): StorageAccount {
    const account = { name, key: randomBytes(64).toString("base64"), containers: new Map() };
    this.accounts.set(name, account);
    return account;
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
    const dropped = this.#dropped.splice(0);
    const text = JSON.stringify({ isEnd, accounts: [...this.accounts.values()].map(toRecord) });
    await this.pages.flush();
    await writeFileAtomically(this.#path, text);
    for (const image of dropped) this.pages.drop(image);
  }
}

export interface OpenCatalogInput {
  dir: string;
  pages: PageStore;
  clock: Clock;
  /** Made when they are not there yet. */
  accountNames: string[];
}

export async function openAccountCatalog({ dir, pages, clock, accountNames }: OpenCatalogInput): Promise<AccountCatalog> {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, "accounts.json");
  const catalog = new AccountCatalog(path, pages, clock);
  const saved = readIfPresent(path);
  for (const record of saved?.accounts ?? []) catalog.accounts.set(record.name, fromRecord(record));
  if (saved?.isEnd === false) renewTimes(catalog);
  for (const name of accountNames) if (!catalog.accounts.has(name)) catalog.addAccount(name);
  await catalog.save();
  return catalog;
}

interface AccountRecord {
  name: string;
  key: string;
  containers: (Omit<Container, "blobs"> & { blobs: PageBlob[] })[];
}

function toRecord({ name, key, containers }: StorageAccount): AccountRecord {
  return { name, key, containers: [...containers.values()].map((container) => ({ ...container, blobs: [...container.blobs.values()] })) };
}

function fromRecord({ name, key, containers }: AccountRecord): StorageAccount {
  const entries = containers.map((one): [string, Container] => [
    one.name,
    { ...one, blobs: new Map(one.blobs.map((blob) => [blob.name, blob])) },
  ]);
  return { name, key, containers: new Map(entries) };
}

function renewTimes(catalog: AccountCatalog): void {
  for (const account of catalog.accounts.values()) {
    for (const container of account.containers.values()) {
      for (const blob of container.blobs.values()) blob.changedAt = catalog.clock.nowTicks();
    }
  }
}

function readIfPresent(path: string): { isEnd: boolean; accounts: AccountRecord[] } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
