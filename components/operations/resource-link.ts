// Where a disk or snapshot named by its ARM id is shown.
import { parseResourceId, resourceName } from "#lib/domain/inventory.ts";

export function resourceLink(id: string): { href: string; label: string } {
  const kind = parseResourceId(id)?.type.toLowerCase();
  const label = resourceName(id);
  if (kind === "microsoft.compute/disks") return { href: `/chains?q=${encodeURIComponent(label)}`, label: `${label} (disk)` };
  return { href: `/snapshots?id=${encodeURIComponent(id)}`, label: `${label} (snapshot)` };
}
