// Where a snapshot named by its ARM id is shown; disks are shown by the operation that made them.
import { parseResourceId, resourceName } from "#lib/domain/inventory/inventory.ts";

export function snapshotLink(id: string): { href: string; label: string } {
  return { href: `/snapshots?open=${encodeURIComponent(id)}`, label: resourceName(id) };
}

export function isSnapshot(id: string): boolean {
  return parseResourceId(id)?.type.toLowerCase() === "microsoft.compute/snapshots";
}
