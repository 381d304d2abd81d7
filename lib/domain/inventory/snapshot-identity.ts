import { hasUniqueId, type Snapshot, sameResource } from "./inventory.ts";

/**
 * Whether the snapshot that is there now is the one that was named with this unique id. Where Azure gave none, then or now, its
 * resourceKey stands in (Snapshot.uniqueId), and another one of its name would have the same: that says nothing.
 */
export function snapshotIdentity(now: Pick<Snapshot, "id" | "uniqueId">, uniqueId: string): "same" | "another" | "unknown" {
  if (!hasUniqueId(now) || sameResource(uniqueId, now.id)) return "unknown";
  return now.uniqueId.toLowerCase() === uniqueId.toLowerCase() ? "same" : "another";
}
