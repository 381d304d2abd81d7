// A random walk's Local Azure without HTTP: the rules, the page store, the journal, and what a SAS opens.

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allocatedOf, changesOf, openManagedBlob, readManagedBlob } from "../../blob/managed/managed-blob.ts";
import type { Clock } from "../../clock.ts";
import { createClock } from "../../clock.ts";
import type { Disk } from "../../model/records/disk.ts";
import type { Resource } from "../../model/records/resource.ts";
import type { ResourceGroup } from "../../model/records/resource-group.ts";
import type { Snapshot } from "../../model/records/snapshot.ts";
import { gibBytes } from "../../model/rules/disks.ts";
import { sasPath } from "../../model/rules/grants.ts";
import { resolveGrant } from "../../model/rules/resolve-grant.ts";
import type { World } from "../../model/world.ts";
import type { DiffRange, PageRange } from "../../pages/page-store.ts";
import { makeVhdFooter } from "../../pages/vhd-footer.ts";
import type { OpenWorld } from "../../state/open-world.ts";
import { openWorld } from "../../state/open-world.ts";
import { pageBytes } from "./naive-azure.ts";
import type { Named, NewDisk, WalkTarget } from "./walk-target.ts";
import { resourceIdOf } from "./walk-target.ts";

const heldPercent = 40;
const copyMs = 600_000;
const subscriptionId = "walk";

/** Disks are fractions of a GiB here, so that all of each can be looked at. */
export const tinyUnitPages = 16;

export async function openWorldTarget(): Promise<WorldTarget> {
  const dir = mkdtempSync(join(tmpdir(), "local-azure-walk-"));
  const startMs = Date.parse("2026-03-01T12:00:00Z");
  const clock = createClock({ realNowMs: () => startMs });
  const opened = await openWorld({ dataDir: dir, clock, tenantId: "tenant", seed: addGroup });
  return new WorldTarget(dir, clock, opened);
}

async function addGroup(world: World): Promise<void> {
  world.addSubscription({ subscriptionId, displayName: "Walk" });
  world.addGroup({ subscriptionId, name: "walk", location: "westeurope" });
}

export class WorldTarget implements WalkTarget {
  #dir: string;
  readonly #clock: Clock;
  #opened: OpenWorld;

  constructor(dir: string, clock: Clock, opened: OpenWorld) {
    this.#dir = dir;
    this.#clock = clock;
    this.#opened = opened;
  }

  get world(): World {
    return this.#opened.world;
  }

  get group(): ResourceGroup {
    const group = this.world.findGroup(subscriptionId, "walk");
    if (group === undefined) throw new Error("the resource group is gone");
    return group;
  }

  async createDisk({ name, region: location, sku, lengthPages }: NewDisk & { lengthPages: number }): Promise<void> {
    this.world.createEmptyDisk({ name, group: this.group, location, sku, sizeGib: toGib(lengthPages) });
  }

  async uploadDisk({ name, region: location, sku, lengthPages, pages }: Parameters<WalkTarget["uploadDisk"]>[0]): Promise<void> {
    const { world, group } = this;
    const lengthBytes = lengthPages * pageBytes;
    const disk = world.createUploadDisk({ name, group, location, sku, uploadSizeBytes: lengthBytes + pageBytes });
    world.grantAccess({ resource: disk, access: "Write", durationSeconds: 60 });
    for (const [page, bytes] of pages) world.pages.write(disk.imageId, page * pageBytes, bytes);
    world.pages.write(disk.imageId, lengthBytes, makeVhdFooter(lengthBytes, "walk"));
    const problem = world.revokeAccess(disk);
    if (problem !== undefined) throw new Error(problem.message);
  }

  async restoreDisk({ name, region: location, sku, source, lengthPages }: Parameters<WalkTarget["restoreDisk"]>[0]): Promise<void> {
    const sizeGib = lengthPages === undefined ? undefined : toGib(lengthPages);
    this.world.restoreDisk({ name, group: this.group, location, sku, source: this.#find(source), sizeGib });
  }

  write(name: string, firstPage: number, bytes: Uint8Array): void {
    this.world.pages.write(this.#disk(name).imageId, firstPage * pageBytes, bytes);
  }

  clear(name: string, firstPage: number, pages: number): void {
    this.world.pages.clear(this.#disk(name).imageId, firstPage * pageBytes, pages * pageBytes);
  }

  async growDisk(name: string, lengthPages: number): Promise<void> {
    this.world.growDisk(this.#disk(name), toGib(lengthPages));
  }

  async takeSnapshot({ name, source, incremental, isSlow }: Parameters<WalkTarget["takeSnapshot"]>[0]): Promise<void> {
    const { world, group } = this;
    const snapshot = world.takeSnapshot({ disk: this.#find(source), name, group, incremental, durationMs: copyMs });
    if (isSlow) world.holdCopy(snapshot, heldPercent);
  }

  async startCopy({ name, region: location, source }: Parameters<WalkTarget["startCopy"]>[0]): Promise<void> {
    const { world, group } = this;
    world.holdCopy(world.startCopy({ source: this.#snapshot(source), name, group, location, durationMs: copyMs }), heldPercent);
  }

  async endCopy(name: string): Promise<void> {
    this.world.releaseCopy(this.#snapshot(name));
    await this.advance(copyMs);
  }

  async delete(resource: Named): Promise<void> {
    if (resource.kind === "disk") this.world.deleteDisk(this.#disk(resource.name));
    else this.world.deleteSnapshot(this.#snapshot(resource.name));
  }

  async advance(ms: number): Promise<void> {
    this.#clock.advance(ms);
    this.world.settle();
  }

  async restart(cleanly: boolean): Promise<void> {
    const before = this.#dir;
    if (cleanly) await this.#opened.close();
    else {
      await this.world.flush();
      await this.world.pages.flush();
      this.#dir = mkdtempSync(join(tmpdir(), "local-azure-walk-"));
      cpSync(before, this.#dir, { recursive: true });
      await this.#opened.close();
      rmSync(before, { recursive: true });
    }
    this.#opened = await openWorld({ dataDir: this.#dir, clock: this.#clock, tenantId: "tenant" });
  }

  async listPages(resource: Named, window: PageRange): Promise<PageRange[]> {
    return this.#through([this.#find(resource)], ([blob]) => [...allocatedOf(this.world.pages, defined(blob), window)]);
  }

  async listChanges(base: Named, target: Named, window: PageRange): Promise<DiffRange[]> {
    return this.#through([this.#find(base), this.#find(target)], ([older, newer]) => [
      ...changesOf(this.world.pages, defined(older), defined(newer), window),
    ]);
  }

  async read(resource: Named, window: PageRange): Promise<Uint8Array> {
    return this.#through([this.#find(resource)], ([blob]) => readManagedBlob(this.world.pages, defined(blob), window));
  }

  /** How many images the store keeps: those of what is live, once all is written. */
  async countImages(): Promise<number> {
    const { world } = this;
    await world.flush();
    const end = world.pages.create(0);
    world.pages.drop(end);
    return Array.from({ length: end }, (_, id) => id).filter((id) => isImage(world, id)).length;
  }

  async stop(): Promise<void> {
    await this.#opened.close();
    rmSync(this.#dir, { recursive: true });
  }

  #through<T>(resources: Resource[], look: (blobs: ReturnType<typeof openManagedBlob>[]) => T): T {
    const { world } = this;
    try {
      return look(
        resources.map((resource) => {
          const grant = world.grantAccess({ resource, access: "Read", durationSeconds: 60 });
          const access = resolveGrant(world, new URL(sasPath(grant), "https://blob"));
          if (access.denied) throw new Error(access.message);
          return openManagedBlob(world, access);
        }),
      );
    } finally {
      for (const resource of resources) world.revokeAccess(resource);
    }
  }

  #find(named: Named): Resource {
    return named.kind === "disk" ? this.#disk(named.name) : this.#snapshot(named.name);
  }

  #disk(name: string): Disk {
    return defined(this.world.findDisk(resourceIdOf(this.group, { kind: "disk", name })));
  }

  #snapshot(name: string): Snapshot {
    return defined(this.world.findSnapshot(resourceIdOf(this.group, { kind: "snapshot", name })));
  }
}

function isImage(world: World, id: number): boolean {
  try {
    return world.pages.lengthOf(id) >= 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function toGib(lengthPages: number): number {
  return (lengthPages * pageBytes) / gibBytes;
}

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("it is not there");
  return value;
}
