// What deleting one snapshot alone would free, as it stands in its row.

import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import type { Frees } from "#lib/domain/sizes/reclaim.ts";
import { type ReclaimRun, reclaim } from "#lib/domain/sizes/reclaim.ts";
import { type KnownSizes, toReclaimChain } from "./reclaim-chain.ts";

export function freesAlone(chain: Chain, index: number, known: KnownSizes): Frees {
  const neighbours = toReclaimChain(chain, known, index, index + 2);
  const [own] = neighbours.snapshots;
  const run = own && reclaim(neighbours, new Set([own.id])).runs[0];
  return run ? toFrees(run) : { state: "unknown", reason: "It is in no chain.", postponed: false };
}

export function toFrees({ freed, postponed }: Pick<ReclaimRun, "freed" | "postponed">): Frees {
  return { ...freed, postponed };
}
