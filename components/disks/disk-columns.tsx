import { TagsCell } from "#components/inventory/tags-cell.tsx";
import { Gib } from "#components/ui/bytes.tsx";
import type { Column } from "#components/ui/data-table-column.ts";
import { TERMS } from "#components/ui/terms.ts";
import { Age } from "#components/ui/time.tsx";
import type { DiskRow } from "#lib/contract/inventory.ts";
import { formatBytes, formatCount } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";

export const DISK_COLUMNS: readonly Column<DiskRow>[] = [
  { id: "name", sortKey: "name", header: "Name", minWidth: 190, grow: 1.5, cell: (disk) => <strong>{disk.name}</strong> },
  { id: "type", header: "Type", minWidth: 150, grow: 0.5, cell: (disk) => diskSkuLabel(disk.sku) },
  { id: "region", header: "Region", minWidth: 114, grow: 0.5, cell: (disk) => regionLabel(disk.region) },
  {
    id: "provisioned",
    sortKey: "provisioned",
    header: "Provisioned",
    unit: "GiB",
    help: TERMS.provisioned,
    numeric: true,
    minWidth: 112,
    grow: 0,
    cell: (disk) => <Gib value={disk.provisionedBytes} />,
  },
  { id: "state", header: "State", minWidth: 96, grow: 0, cell: (disk) => disk.state },
  {
    id: "snapshots",
    sortKey: "snapshots",
    header: "Snapshots",
    numeric: true,
    minWidth: 90,
    grow: 0,
    cell: (disk) => formatCount(disk.snapshotCount),
  },
  {
    id: "newest",
    sortKey: "newest",
    header: "Newest snapshot",
    numeric: true,
    minWidth: 130,
    grow: 0,
    cell: (disk) => (disk.lastSnapshotAt ? <Age iso={disk.lastSnapshotAt} /> : "none"),
  },
  {
    id: "created",
    isSpare: true,
    sortKey: "created",
    header: "Age",
    numeric: true,
    minWidth: 104,
    grow: 0,
    cell: (disk) => <Age iso={disk.createdAt} />,
  },
  { id: "tags", header: "Tags", minWidth: 110, grow: 1, cell: (disk) => <TagsCell tags={disk.tags} /> },
];

/** Beside the open panel: what tells disks apart. */
export const DISK_PANEL_COLUMNS = DISK_COLUMNS.filter(({ id }) => ["name", "provisioned", "state", "newest"].includes(id));

export function narrowDisk(disk: DiskRow) {
  return {
    first: (
      <>
        <span>{disk.name}</span>
        <span>{formatBytes(disk.provisionedBytes)}</span>
      </>
    ),
    second: (
      <>
        <span>
          {regionLabel(disk.region)} · {disk.state} · {countSnapshots(disk)}
        </span>
        <span>{disk.lastSnapshotAt ? <Age iso={disk.lastSnapshotAt} /> : "no snapshot"}</span>
      </>
    ),
  };
}

export function countSnapshots({ snapshotCount }: DiskRow): string {
  return `${formatCount(snapshotCount)} snapshot${snapshotCount === 1 ? "" : "s"}`;
}
