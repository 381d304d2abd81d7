// Disks and snapshots as one would explain them to a newcomer: each has all of its bytes, whole. For tests only; it
// shares nothing with the emulator.
//
//   bytes    a map from page number to the byte that fills the page stands for the array; absent pages are empty
//   diff     every disk keeps a diary of the pages it was asked to change; a snapshot is a place in that diary, and the
//            difference between two snapshots is what the diary says in between
//   stored   each incremental snapshot owns a set of pages; when it goes, the next one inherits them

export const pageBytes = 512;

export type Sku = "Premium_LRS" | "PremiumV2_LRS";
export type Region = "westeurope" | "northeurope" | "francecentral";

interface Content {
  name: string;
  region: Region;
  /** Premium SSD v2 begets Premium SSD v2: its sectors have 4 KiB. */
  sku: Sku;
  lengthPages: number;
  pages: Map<number, number>;
  diary: number[];
  /** Of the incremental snapshots taken of it. */
  heirs: string;
}

export interface NaiveDisk extends Content {
  kind: "disk";
}

export interface NaiveSnapshot extends Content {
  kind: "snapshot";
  /** How much of the diary had been written. */
  diaryLength: number;
  createdAt: number;
  incremental: boolean;
  family: string;
  stored: Set<number>;
  /** What it had to store when it was made: what a copy to another region carries. */
  carriedPages: number;
  state: "complete" | "copying" | "failed";
  source: NaiveDisk | NaiveSnapshot;
  isCopyStart: boolean;
}

type NewSnapshot = Pick<NaiveSnapshot, "name" | "source" | "incremental" | "family" | "region" | "isCopyStart"> & { isSlow: boolean };

export type NaiveResource = NaiveDisk | NaiveSnapshot;

export class NaiveAzure {
  /** Sizes of disks are multiples of it. */
  readonly unitPages: number;
  disks: NaiveDisk[] = [];
  /** In order of creation. */
  snapshots: NaiveSnapshot[] = [];
  /** What was done, in words. */
  readonly story: string[] = [];
  #serial = 0;

  constructor(unitPages: number) {
    this.unitPages = unitPages;
  }

  addDisk(disk: Pick<NaiveDisk, "name" | "region" | "sku" | "lengthPages">, pages: Iterable<[number, number]> = []): NaiveDisk {
    const added: NaiveDisk = { ...disk, kind: "disk", pages: new Map(pages), diary: [], heirs: `family ${this.#next()}` };
    this.disks.push(added);
    return added;
  }

  write(disk: NaiveDisk, first: number, fillings: readonly number[]): void {
    for (const [index, byte] of fillings.entries()) {
      disk.pages.set(first + index, byte);
      disk.diary.push(first + index);
    }
  }

  clear(disk: NaiveDisk, first: number, count: number): void {
    for (let page = first; page < first + count; page += 1) if (disk.pages.delete(page)) disk.diary.push(page);
  }

  grow(disk: NaiveDisk, lengthPages: number): void {
    disk.lengthPages = lengthPages;
    for (const snapshot of [...this.snapshots]) if (snapshot.source === disk && snapshot.state === "copying") this.#fail(snapshot);
  }

  takeSnapshot(name: string, source: NaiveResource, incremental: boolean): void {
    const isSlow = source.kind === "disk" && source.sku === "PremiumV2_LRS";
    const family = incremental ? source.heirs : `full ${this.#next()}`;
    this.#addSnapshot({ name, source, incremental, family, region: source.region, isCopyStart: false, isSlow });
  }

  startCopy(name: string, source: NaiveSnapshot, region: Region): NaiveSnapshot {
    return this.#addSnapshot({
      name,
      source,
      incremental: true,
      family: copyFamily(source, region),
      region,
      isCopyStart: true,
      isSlow: true,
    });
  }

  endCopy(snapshot: NaiveSnapshot): void {
    snapshot.state = "complete";
  }

  delete(resource: NaiveResource): void {
    if (resource.kind === "disk") {
      this.disks = this.disks.filter((one) => one !== resource);
      return;
    }
    this.#bequeath(resource);
    this.snapshots = this.snapshots.filter((one) => one !== resource);
    for (const copy of this.#runningCopies()) if (copy.isCopyStart && copy.source === resource) this.#fail(copy);
  }

  /** Live ones of a family in order of creation. */
  familyOf(snapshot: NaiveSnapshot): NaiveSnapshot[] {
    return this.snapshots.filter((one) => one.family === snapshot.family);
  }

  mayTake(source: NaiveResource, incremental: boolean): boolean {
    if (source.kind === "snapshot") return source.state === "complete";
    if (source.sku === "Premium_LRS") return true;
    const pending = this.#runningCopies().filter((copy) => !copy.isCopyStart && copy.family === source.heirs);
    return incremental && pending.length < 3;
  }

  mayCopy(source: NaiveSnapshot, region: Region): boolean {
    if (!source.incremental || source.region === region || source.state !== "complete") return false;
    const family = copyFamily(source, region);
    const copies = this.snapshots.filter((one) => one.family === family && one.state !== "failed");
    return copies.every((copy) => copy.state === "complete" && (copy.source as NaiveSnapshot).createdAt < source.createdAt);
  }

  /** Pages written, and pages cleared, between two snapshots of a family; also those cleared that had no data before. */
  changes(base: NaiveSnapshot, target: NaiveSnapshot): { written: number[]; cleared: number[] } {
    const touched = [...new Set(target.diary.slice(base.diaryLength, target.diaryLength))].sort((a, b) => a - b);
    return { written: touched.filter((page) => target.pages.has(page)), cleared: touched.filter((page) => !target.pages.has(page)) };
  }

  #addSnapshot({ isSlow, ...given }: NewSnapshot): NaiveSnapshot {
    const { source } = given;
    const diaryLength = source.kind === "disk" ? source.diary.length : source.diaryLength;
    const snapshot: NaiveSnapshot = {
      ...given,
      kind: "snapshot",
      sku: source.sku,
      lengthPages: source.lengthPages,
      pages: new Map(source.pages),
      diary: source.diary,
      diaryLength,
      createdAt: this.#next(),
      heirs: `family ${this.#next()}`,
      stored: new Set(source.pages.keys()),
      carriedPages: 0,
      state: isSlow ? "copying" : "complete",
    };
    const previous = this.familyOf(snapshot).findLast((one) => one.state !== "failed");
    if (previous !== undefined) snapshot.stored = new Set(this.changes(previous, snapshot).written);
    snapshot.carriedPages = snapshot.stored.size;
    this.snapshots.push(snapshot);
    return snapshot;
  }

  #fail(copy: NaiveSnapshot): void {
    this.#bequeath(copy);
    copy.state = "failed";
    copy.stored = new Set();
  }

  /** What the next one still needs of it. */
  #bequeath(snapshot: NaiveSnapshot): void {
    const family = this.familyOf(snapshot);
    const next = family.slice(family.indexOf(snapshot) + 1).find((one) => one.state !== "failed");
    if (next === undefined) return;
    next.stored = new Set([...snapshot.stored, ...next.stored].filter((page) => next.pages.has(page)));
  }

  #runningCopies(): NaiveSnapshot[] {
    return this.snapshots.filter((one) => one.state === "copying");
  }

  #next(): number {
    this.#serial += 1;
    return this.#serial;
  }
}

function copyFamily(source: NaiveSnapshot, region: Region): string {
  return `${source.family} in ${region}`;
}
