// What a random walk does to Local Azure, once against its model and once through the SDKs. Everything is in one
// resource group; copies that take time are held at 40 % until they are told to end, so that nothing depends on the clock.

import type { ResourceGroup } from "../../model/records/resource-group.ts";
import type { World } from "../../model/world.ts";
import type { DiffRange, PageRange } from "../../pages/page-store.ts";
import type { Region, Sku } from "./naive-azure.ts";

export interface Named {
  kind: "disk" | "snapshot";
  name: string;
}

export interface NewDisk {
  name: string;
  region: Region;
  sku: Sku;
}

export interface WalkTarget {
  readonly world: World;
  readonly group: ResourceGroup;
  createDisk(disk: NewDisk & { lengthPages: number }): Promise<void>;
  /** An upload of a whole VHD, its footer after lengthPages. */
  uploadDisk(disk: NewDisk & { lengthPages: number; pages: ReadonlyMap<number, Uint8Array> }): Promise<void>;
  /** lengthPages absent: as long as its source. */
  restoreDisk(disk: NewDisk & { source: Named; lengthPages?: number }): Promise<void>;
  write(name: string, firstPage: number, bytes: Uint8Array): void;
  clear(name: string, firstPage: number, pages: number): void;
  growDisk(name: string, lengthPages: number): Promise<void>;
  takeSnapshot(snapshot: { name: string; region: Region; source: Named; incremental: boolean; isSlow: boolean }): Promise<void>;
  startCopy(snapshot: { name: string; region: Region; source: string }): Promise<void>;
  endCopy(name: string): Promise<void>;
  delete(resource: Named): Promise<void>;
  advance(ms: number): Promise<void>;
  /** cleanly: closed and opened again; else opened from what was on disk when everything so far was acknowledged. */
  restart(cleanly: boolean): Promise<void>;
  /** These three by a SAS that is revoked afterwards; windows may reach into the VHD footer. */
  listPages(resource: Named, window: PageRange): Promise<PageRange[]>;
  listChanges(base: Named, target: Named, window: PageRange): Promise<DiffRange[]>;
  read(resource: Named, window: PageRange): Promise<Uint8Array>;
}

export function resourceIdOf(group: ResourceGroup, { kind, name }: Named): string {
  return `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}/providers/Microsoft.Compute/${kind}s/${name}`;
}
