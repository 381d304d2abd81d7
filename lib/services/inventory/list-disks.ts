import type { z } from "zod";
import type { DiskRow, diskList, diskQuery } from "#lib/contract/inventory.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import { type Disk, parseResourceId, resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Estate } from "./estate.ts";
import type { InventoryView } from "./inventory-view.ts";
import { isAmong, matchesText, toListPage } from "./list-page.ts";

export type DiskQuery = z.infer<typeof diskQuery>;
export type DiskList = z.infer<typeof diskList>;

export async function listDisks(deps: { view: InventoryView }, query: DiskQuery, context: CallContext): Promise<DiskList> {
  const estate = await deps.view.current(context);
  return toListPage(estate, select(estate, query), diskRows(estate).length, query, (row) => row.id);
}

export async function disksCsv(deps: { view: InventoryView }, query: DiskQuery, context: CallContext): Promise<string> {
  return toCsv(COLUMNS, select(await deps.view.current(context), query));
}

/** All disks by name. */
export function diskRows(estate: Estate): DiskRow[] {
  return estate.memo("disk rows", () => {
    const chains = chainsByDisk(estate);
    return estate.inventory.disks
      .map((disk) => toDiskRow(estate, disk, chains.get(resourceKey(disk.id))))
      .toSorted((a, b) => a.name.toLowerCase().localeCompare(b.name.toLowerCase(), "en") || a.id.localeCompare(b.id, "en"));
  });
}

function select(estate: Estate, query: DiskQuery): DiskRow[] {
  return diskRows(estate).filter(
    (row) =>
      isAmong(row.subscriptionId, query.subscription) &&
      isAmong(row.region, query.region) &&
      matchesText([row.name, row.resourceGroup, ...Object.entries(row.tags).flat()].join("\n").toLowerCase(), query.q),
  );
}

/** The incremental chain of each disk that is there now, by its id: a recreated disk has a chain of its own. */
export function chainsByDisk(estate: Estate): Map<string, Chain> {
  const chains = new Map<string, Chain>();
  for (const chain of estate.structure.chains) {
    if (chain.kind !== "incremental" || chain.isCopy || chain.sourceState !== "live" || !chain.sourceDiskId) continue;
    chains.set(resourceKey(chain.sourceDiskId), chain);
  }
  return chains;
}

function toDiskRow(estate: Estate, disk: Disk, chain: Chain | undefined): DiskRow {
  const restoredFrom = parseResourceId(disk.sourceResourceId ?? "");
  const last = chain?.snapshots.at(-1);
  return {
    id: disk.id,
    name: disk.name,
    subscriptionId: disk.subscriptionId,
    subscriptionName: estate.structure.subscriptionName(disk.subscriptionId),
    resourceGroup: disk.resourceGroup,
    region: disk.location,
    sku: disk.sku,
    zones: disk.zones,
    provisionedBytes: disk.diskSizeBytes,
    state: disk.diskState,
    ...(disk.osType ? { osType: disk.osType } : {}),
    createdAt: disk.timeCreated,
    uniqueId: disk.uniqueId,
    tags: disk.tags,
    ...(chain ? { chainId: chain.key } : {}),
    snapshotCount: chain?.snapshots.length ?? 0,
    ...(last ? { lastSnapshotAt: last.timeCreated } : {}),
    ...(restoredFrom?.type.toLowerCase() === "microsoft.compute/snapshots" && disk.sourceResourceId
      ? { restoredFromId: disk.sourceResourceId }
      : {}),
  };
}

const COLUMNS: CsvColumn<DiskRow>[] = [
  { header: "name", value: (row) => row.name },
  { header: "subscription", value: (row) => row.subscriptionName },
  { header: "subscriptionId", value: (row) => row.subscriptionId },
  { header: "resourceGroup", value: (row) => row.resourceGroup },
  { header: "region", value: (row) => row.region },
  { header: "sku", value: (row) => row.sku },
  { header: "zones", value: (row) => row.zones.join(" ") },
  { header: "provisionedBytes", value: (row) => row.provisionedBytes },
  { header: "state", value: (row) => row.state },
  { header: "osType", value: (row) => row.osType },
  { header: "createdAt", value: (row) => row.createdAt },
  { header: "snapshotCount", value: (row) => row.snapshotCount },
  { header: "lastSnapshotAt", value: (row) => row.lastSnapshotAt },
  { header: "chainId", value: (row) => row.chainId },
  { header: "restoredFromId", value: (row) => row.restoredFromId },
  { header: "tags", value: (row) => JSON.stringify(row.tags) },
  { header: "uniqueId", value: (row) => row.uniqueId },
  { header: "id", value: (row) => row.id },
];
