// What every new snapshot is made of: its own settings, what it has from its source, its SKU.

import { invalidParameter } from "../../errors.ts";
import { newGuid } from "../../ids.ts";
import type { ImageId } from "../../pages/page-store.ts";
import type { Encryption } from "../records/managed-resource.ts";
import type { Records } from "../records/records.ts";
import type { Resource } from "../records/resource.ts";
import type { ResourceGroup } from "../records/resource-group.ts";
import type { Snapshot, SnapshotSku } from "../records/snapshot.ts";
import { imageSettingsOf } from "./image-settings.ts";
import { findRegion } from "./regions.ts";
import { resourceId } from "./resource-rules.ts";

export interface SnapshotSettings {
  name: string;
  group: ResourceGroup;
  /** Default: as Azure, the SKU of the one before, else ZRS where the region has zones; full ones LRS. */
  sku?: SnapshotSku;
  tags?: Record<string, string>;
  networkAccessPolicy?: Snapshot["networkAccessPolicy"];
  publicNetworkAccess?: Snapshot["publicNetworkAccess"];
  /** Default: the source's. */
  encryption?: Encryption;
  osType?: Snapshot["osType"];
  hyperVGeneration?: Snapshot["hyperVGeneration"];
  managedBy?: string;
  atMs?: number;
}

export function settingsOf(input: SnapshotSettings, group: ResourceGroup) {
  return {
    id: resourceId(group, "snapshots", input.name),
    name: input.name,
    subscriptionId: group.subscriptionId,
    resourceGroup: group.name,
    tags: input.tags,
    uniqueId: newGuid(),
    networkAccessPolicy: input.networkAccessPolicy ?? ("AllowAll" as const),
    publicNetworkAccess: input.publicNetworkAccess ?? ("Enabled" as const),
    provisioningState: "Succeeded" as const,
    managedBy: input.managedBy,
    diskState: "Unattached" as const,
  };
}

export function inheritedFrom(source: Resource, settings: SnapshotSettings) {
  return {
    diskSizeBytes: source.diskSizeBytes,
    osType: settings.osType ?? source.osType,
    hyperVGeneration: settings.hyperVGeneration ?? source.hyperVGeneration,
    encryption: settings.encryption ?? source.encryption,
    ...imageSettingsOf(source),
  };
}

export function sectorSizeOf(source: Resource): { logicalSectorSize?: 512 | 4096 } {
  const { logicalSectorSize } = source.creationData;
  return logicalSectorSize === undefined ? {} : { logicalSectorSize };
}

export function frozenCopy({ pages }: Pick<Records, "pages">, imageId: ImageId): ImageId {
  const live = pages.clone(imageId);
  const frozen = pages.freeze(live);
  pages.drop(live);
  return frozen;
}

interface SkuQuestion {
  wanted: SnapshotSku | undefined;
  incremental: boolean;
  location: string;
  previous?: Snapshot;
}

export function skuFor({ wanted, incremental, location, previous }: SkuQuestion): SnapshotSku {
  const hasZones = findRegion(location)?.hasZones ?? false;
  const supported: SnapshotSku[] = ["Standard_LRS", ...(hasZones ? (["Standard_ZRS"] as const) : [])];
  if (!incremental) supported.push("Premium_LRS");
  if (wanted === undefined) return !incremental ? "Standard_LRS" : (previous?.sku ?? (hasZones ? "Standard_ZRS" : "Standard_LRS"));
  if (supported.includes(wanted)) return wanted;
  const type = incremental ? "IncrementalSnapshot" : "Snapshot";
  throw invalidParameter(
    "sku",
    `SKU ${wanted} is not supported for resource type ${type} in this region. Supported SKUs for this region are ${supported.join(",")}`,
  );
}
