// The order of the disks, in the address as it is for other lists. All of them are in hand: they are put in order here.
import type { Sort } from "#components/ui/data-table-column.ts";
import type { DiskRow } from "#lib/contract/inventory.ts";

const KEYS = ["name", "provisioned", "snapshots", "newest", "created"] as const;
export type DiskSortKey = (typeof KEYS)[number];

export interface DiskSort extends Sort {
  key: DiskSortKey;
}

export const DISK_SORTS: readonly { label: string; sort: DiskSort }[] = [
  { label: "By name", sort: { key: "name", order: "asc" } },
  { label: "Largest first", sort: { key: "provisioned", order: "desc" } },
  { label: "Most snapshots first", sort: { key: "snapshots", order: "desc" } },
  { label: "Newest snapshot first", sort: { key: "newest", order: "desc" } },
  { label: "Longest without a snapshot first", sort: { key: "newest", order: "asc" } },
  { label: "Newest disk first", sort: { key: "created", order: "desc" } },
];

/** What is no valid value is left out rather than refused. */
export function readDiskSort(key: string | undefined, order: string | undefined): DiskSort {
  const known = KEYS.find((one) => one === key) ?? "name";
  return { key: known, order: order === "asc" || order === "desc" ? order : firstOrder(known) };
}

/** Names run from A, amounts and times from the largest and latest. */
export function firstOrder(key: string): Sort["order"] {
  return key === "name" ? "asc" : "desc";
}

/** Of equals the names decide. A disk without a snapshot is older than all that have one. */
export function sortDisks(rows: readonly DiskRow[], { key, order }: DiskSort): DiskRow[] {
  const sign = order === "asc" ? 1 : -1;
  return rows.toSorted((a, b) => sign * COMPARE[key](a, b) || byName(a, b));
}

const byName = (a: DiskRow, b: DiskRow) => a.name.localeCompare(b.name, "en", { numeric: true });
const timeOf = (iso: string | undefined) => (iso === undefined ? 0 : Date.parse(iso));

const COMPARE: Record<DiskSortKey, (a: DiskRow, b: DiskRow) => number> = {
  name: byName,
  provisioned: (a, b) => (a.provisionedBytes ?? 0) - (b.provisionedBytes ?? 0),
  snapshots: (a, b) => a.snapshotCount - b.snapshotCount,
  newest: (a, b) => timeOf(a.lastSnapshotAt) - timeOf(b.lastSnapshotAt),
  created: (a, b) => timeOf(a.createdAt) - timeOf(b.createdAt),
};
