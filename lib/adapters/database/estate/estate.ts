import type { Kysely } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";
import { withStorageErrors } from "#lib/adapters/database/storage-error.ts";
import type { Estate } from "#lib/services/ports/estate.ts";
import { createSeen } from "./seen.ts";
import { createSeenChains } from "./seen-chains.ts";
import { createSeenDisks } from "./seen-disks.ts";
import { createSeenHolds } from "./seen-holds.ts";
import { createSeenPlaces } from "./seen-places.ts";
import { createSeenSnapshots } from "./seen-snapshots.ts";

/** Of one scope (one Azure connection), as each principal sees it. */
export function createEstate(db: Kysely<Schema>, scope: string): Estate {
  const seen = createSeen(scope);
  return {
    snapshots: withStorageErrors(createSeenSnapshots(db, seen)),
    chains: withStorageErrors(createSeenChains(db, seen)),
    disks: withStorageErrors(createSeenDisks(db, seen)),
    holds: withStorageErrors(createSeenHolds(db, seen)),
    places: withStorageErrors(createSeenPlaces(db, seen)),
  };
}
