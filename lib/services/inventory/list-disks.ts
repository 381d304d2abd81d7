import type { z } from "zod";
import type { DiskQuery, DiskRow, diskList } from "#lib/contract/inventory.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { EstateDeps } from "./estate-reader.ts";

export type DiskList = z.infer<typeof diskList>;

/** By name. */
export async function listDisks({ view, estate }: EstateDeps, query: DiskQuery, context: CallContext): Promise<DiskList> {
  const seen = await view.current(context);
  return { ...(await estate.disks.page(context, query)), ...seen };
}

export async function disksCsv({ view, estate }: EstateDeps, query: DiskQuery, context: CallContext): Promise<string> {
  await view.current(context);
  return toCsv(COLUMNS, await estate.disks.rows(context, query));
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
