// Where a snapshot named by its ARM id is shown; disks are shown by the operation that made them.
import type { PageTarget } from "#lib/contract/page-target.ts";
import { parseResourceId, resourceName } from "#lib/domain/inventory/inventory.ts";

export function snapshotLink(id: string): { target: PageTarget; label: string } {
  return { target: { page: "snapshots", params: { open: id } }, label: resourceName(id) };
}

export function isSnapshot(id: string): boolean {
  return parseResourceId(id)?.type.toLowerCase() === "microsoft.compute/snapshots";
}
