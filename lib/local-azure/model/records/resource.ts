import type { Disk } from "./disk.ts";
import type { Snapshot } from "./snapshot.ts";

export type Resource = Disk | Snapshot;

export function isSnapshot(resource: Resource): resource is Snapshot {
  return "incremental" in resource;
}
