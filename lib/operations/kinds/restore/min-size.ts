import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";

/** The smallest disk that holds it; 0 where its size is unknown, and no disk can be made. */
export function minSizeGib(snapshot: Snapshot): number {
  return Math.ceil((snapshot.diskSizeBytes ?? 0) / GIB_BYTES);
}
