// Test aid: copies in Local Azure as its own rules make them, complete at once, and what may happen to their bytes.
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import type { TestAzure } from "#lib/local-azure/testing/test-azure.ts";

const copyMs = 1000;

/** Of each, in their order, in the group "dr" of North Europe. */
export function makeCopies({ world, subscriptionId }: TestAzure, sources: readonly Snapshot[]): Snapshot[] {
  const group = world.addGroup({ subscriptionId, name: "dr", location: "northeurope" });
  return sources.map((source) => {
    const copy = world.startCopy({ source, name: `${source.name}-copy`, group, location: "northeurope", durationMs: copyMs });
    world.clock.advance(2 * copyMs);
    world.settle();
    return copy;
  });
}

/** Nothing on Azure could: other bytes in what never changes. */
export function spoil({ world: { pages } }: TestAzure, snapshot: Snapshot, change: (live: number) => void): void {
  const live = pages.clone(snapshot.imageId);
  change(live);
  snapshot.imageId = pages.freeze(live);
}

/** One bit of one byte. */
export function flipBit(azure: TestAzure, snapshot: Snapshot, byte: number): void {
  const { pages } = azure.world;
  const page = byte - (byte % 512);
  spoil(azure, snapshot, (live) => {
    const bytes = Uint8Array.from(pages.read(live, page, 512));
    bytes[byte - page] = (bytes[byte - page] ?? 0) ^ 1;
    pages.write(live, page, bytes);
  });
}
