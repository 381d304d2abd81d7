// A random walk's Local Azure as its users meet it: through the unmodified SDKs over HTTPS, the clock and the copies
// through the admin path. Only the writes of a machine to its disk go to the page store, as on Azure no call makes them.
// Time stands still but for what is asked for, so an operation is over when it is asked to be.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ComputeManagementClient, Disk } from "@azure/arm-compute";
import { AnonymousCredential, PageBlobClient } from "@azure/storage-blob";
import { LocalAzureAdmin } from "../../admin/client.ts";
import type { Clock } from "../../clock.ts";
import { createClock } from "../../clock.ts";
import type { ResourceGroup } from "../../model/records/resource-group.ts";
import { gibBytes } from "../../model/rules/disks.ts";
import type { World } from "../../model/world.ts";
import type { DiffRange, PageRange } from "../../pages/page-store.ts";
import { makeVhdFooter } from "../../pages/vhd-footer.ts";
import type { TestAzure } from "../test-azure.ts";
import { quickly, startTestAzure } from "../test-azure.ts";
import type { Region } from "./naive-azure.ts";
import { pageBytes } from "./naive-azure.ts";
import type { Named, NewDisk, WalkTarget } from "./walk-target.ts";
import { resourceIdOf } from "./walk-target.ts";

const heldPercent = 40;
const longestCopyMs = 60_000;
/** Longer than the work of any operation. */
const operationMs = 1_000;

/** What ARM counts in. */
export const gibPages = gibBytes / pageBytes;

type Poller<T> = Promise<T> & { submitted(): Promise<void> };

export async function openSdkTarget(): Promise<SdkTarget> {
  const startMs = Date.now();
  const clock = createClock({ realNowMs: () => startMs });
  const dataDir = mkdtempSync(join(tmpdir(), "local-azure-walk-"));
  return new SdkTarget(clock, await startTestAzure({ clock, dataDir }));
}

export class SdkTarget implements WalkTarget {
  readonly #clock: Clock;
  #azure: TestAzure;
  #groupName = "";

  constructor(clock: Clock, azure: TestAzure) {
    this.#clock = clock;
    this.#azure = azure;
  }

  get world(): World {
    return this.#azure.world;
  }

  get group(): ResourceGroup {
    const group = this.world.findGroup(this.#azure.subscriptionId, this.#groupName);
    if (group === undefined) throw new Error(`the resource group ${this.#groupName} is gone`);
    return group;
  }

  /** Each walk has a resource group of its own. */
  async useGroup(name: string): Promise<void> {
    this.#groupName = name;
    this.world.addGroup({ subscriptionId: this.#azure.subscriptionId, name, location: "westeurope" });
    await this.world.flush();
  }

  async createDisk({ lengthPages, ...disk }: NewDisk & { lengthPages: number }): Promise<void> {
    await this.#putDisk(disk, { creationData: { createOption: "Empty" }, diskSizeGB: lengthPages / gibPages });
  }

  async uploadDisk({ lengthPages, pages, ...disk }: Parameters<WalkTarget["uploadDisk"]>[0]): Promise<void> {
    const lengthBytes = lengthPages * pageBytes;
    await this.#putDisk(disk, { creationData: { createOption: "Upload", uploadSizeBytes: lengthBytes + pageBytes } });
    const blob = await this.#grant({ kind: "disk", name: disk.name }, "Write");
    for (const [page, bytes] of pages) await blob.uploadPages(bytes, page * pageBytes, bytes.length);
    await blob.uploadPages(makeVhdFooter(lengthBytes, "walk"), lengthBytes, pageBytes);
    await this.#revoke({ kind: "disk", name: disk.name });
  }

  async restoreDisk({ source, lengthPages, ...disk }: Parameters<WalkTarget["restoreDisk"]>[0]): Promise<void> {
    const diskSizeGB = lengthPages === undefined ? undefined : lengthPages / gibPages;
    await this.#putDisk(disk, { creationData: { createOption: "Copy", sourceResourceId: this.#idOf(source) }, diskSizeGB });
  }

  write(name: string, firstPage: number, bytes: Uint8Array): void {
    this.world.pages.write(this.#imageOf(name), firstPage * pageBytes, bytes);
  }

  clear(name: string, firstPage: number, pages: number): void {
    this.world.pages.clear(this.#imageOf(name), firstPage * pageBytes, pages * pageBytes);
  }

  async growDisk(name: string, lengthPages: number): Promise<void> {
    await this.#finish(this.#compute().disks.update(this.#groupName, name, { diskSizeGB: lengthPages / gibPages }, quickly));
  }

  async takeSnapshot({ isSlow, ...snapshot }: Parameters<WalkTarget["takeSnapshot"]>[0]): Promise<void> {
    await this.#putSnapshot({ ...snapshot, createOption: "Copy", isSlow });
  }

  async startCopy({ name, region, source }: Parameters<WalkTarget["startCopy"]>[0]): Promise<void> {
    const snapshot = { name, region, source: { kind: "snapshot" as const, name: source }, incremental: true };
    await this.#putSnapshot({ ...snapshot, createOption: "CopyStart", isSlow: true });
  }

  async endCopy(name: string): Promise<void> {
    await this.#admin().copies.release(this.#idOf({ kind: "snapshot", name }));
    await this.advance(longestCopyMs);
  }

  async delete({ kind, name }: Named): Promise<void> {
    const { disks, snapshots } = this.#compute();
    await this.#finish((kind === "disk" ? disks : snapshots).delete(this.#groupName, name, quickly));
  }

  async advance(ms: number): Promise<void> {
    await this.#admin().clock.advance({ ms });
  }

  async restart(): Promise<void> {
    const { dataDir } = this.#azure;
    await this.#azure.close();
    this.#azure = await startTestAzure({ clock: this.#clock, dataDir });
  }

  async listPages(resource: Named, { offset, length }: PageRange): Promise<PageRange[]> {
    return this.#through([resource], async ([blob]) => {
      const ranges: PageRange[] = [];
      for await (const { start, end } of defined(blob).listPageRanges(offset, length)) {
        ranges.push({ offset: start, length: end - start + 1 });
      }
      return ranges;
    });
  }

  async listChanges(base: Named, target: Named, { offset, length }: PageRange): Promise<DiffRange[]> {
    return this.#through([base, target], async ([older, newer]) => {
      const { pageRange = [], clearRange = [] } = await defined(newer).getPageRangesDiffForManagedDisks(offset, length, defined(older).url);
      // The SDK's count is one byte short: it is end minus start.
      const written = pageRange.map((range) => ({ offset: range.offset, length: (range.count ?? 0) + 1, cleared: false }));
      const cleared = clearRange.map((range) => ({ offset: range.offset, length: (range.count ?? 0) + 1, cleared: true }));
      return [...written, ...cleared].sort((a, b) => a.offset - b.offset);
    });
  }

  async read(resource: Named, { offset, length }: PageRange): Promise<Uint8Array> {
    return this.#through([resource], ([blob]) => defined(blob).downloadToBuffer(offset, length));
  }

  async stop(): Promise<void> {
    await this.#azure.stop();
    rmSync(this.#azure.dataDir, { recursive: true, force: true });
  }

  async #putDisk({ name, region: location, sku }: NewDisk, properties: Pick<Disk, "creationData" | "diskSizeGB">): Promise<void> {
    const disk = { location, sku: { name: sku }, ...properties };
    await this.#finish(this.#compute().disks.createOrUpdate(this.#groupName, name, disk, quickly));
  }

  async #putSnapshot({ name, region: location, source, incremental, createOption, isSlow }: NewSnapshot): Promise<void> {
    const snapshot = { location, incremental, creationData: { createOption, sourceResourceId: this.#idOf(source) } };
    const poller = this.#compute().snapshots.createOrUpdate(this.#groupName, name, snapshot, quickly);
    if (isSlow) {
      await poller.submitted();
      await this.#admin().copies.hold(this.#idOf({ kind: "snapshot", name }), heldPercent);
    }
    await this.#finish(poller);
  }

  /** The call is answered, its work done, and its poller told so. */
  async #finish<T>(poller: Poller<T>): Promise<T> {
    await poller.submitted();
    this.#clock.advance(operationMs);
    return poller;
  }

  async #grant({ kind, name }: Named, access: "Read" | "Write"): Promise<PageBlobClient> {
    const { disks, snapshots } = this.#compute();
    const resources = kind === "disk" ? disks : snapshots;
    const { creationData } = await resources.get(this.#groupName, name);
    const format = creationData?.logicalSectorSize === 4096 ? { fileFormat: "VHDX" } : {};
    const poller = resources.grantAccess(this.#groupName, name, { access, durationInSeconds: 3600, ...format }, quickly);
    const { accessSAS = "" } = await this.#finish(poller);
    return new PageBlobClient(accessSAS, new AnonymousCredential());
  }

  async #revoke({ kind, name }: Named): Promise<void> {
    const { disks, snapshots } = this.#compute();
    await this.#finish((kind === "disk" ? disks : snapshots).revokeAccess(this.#groupName, name, quickly));
  }

  async #through<T>(resources: Named[], look: (blobs: PageBlobClient[]) => Promise<T>): Promise<T> {
    const opened: Named[] = [];
    try {
      const blobs: PageBlobClient[] = [];
      for (const resource of resources) {
        blobs.push(await this.#grant(resource, "Read"));
        opened.push(resource);
      }
      return await look(blobs);
    } finally {
      for (const resource of opened) await this.#revoke(resource);
    }
  }

  #idOf(named: Named): string {
    return resourceIdOf(this.group, named);
  }

  #imageOf(diskName: string): number {
    return defined(this.world.findDisk(this.#idOf({ kind: "disk", name: diskName }))).imageId;
  }

  #compute(): ComputeManagementClient {
    return this.#azure.compute();
  }

  #admin(): LocalAzureAdmin {
    return new LocalAzureAdmin(this.#azure.endpoints);
  }
}

interface NewSnapshot {
  name: string;
  region: Region;
  source: Named;
  incremental: boolean;
  createOption: "Copy" | "CopyStart";
  isSlow: boolean;
}

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("it is not there");
  return value;
}
