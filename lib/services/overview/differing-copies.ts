import type { AttentionItem } from "#lib/contract/overview.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatCount } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { isCopy } from "#lib/domain/inventory/inventory.ts";
import { levelLabel, standingOf } from "#lib/domain/verification/verification.ts";
import type { VerifiedDeps } from "#lib/services/verification/with-verified.ts";

/** Copies that are there and, as was found last, do not hold what their sources hold. */
export async function differingCopies(
  { verifications }: Pick<VerifiedDeps, "verifications">,
  chains: readonly Chain[],
): Promise<AttentionItem[]> {
  const copies = chains.flatMap(({ snapshots }) => snapshots.filter(isCopy));
  const byCopy = Map.groupBy(await verifications.newest(copies.map(({ uniqueId }) => uniqueId)), ({ copy }) => copy.uniqueId);
  return copies.flatMap(({ uniqueId, name, location }): AttentionItem[] => {
    const found = standingOf(byCopy.get(uniqueId) ?? []);
    if (found?.verdict !== "different") return [];
    const { operationId, level, differingChunks, comparedChunks } = found;
    return [
      {
        id: `copy-differs:${uniqueId}`,
        kind: "copy-differs",
        severity: "critical",
        title: `Copy ${name} differs from its source`,
        detail: `${formatCount(differingChunks)} of ${formatCount(comparedChunks)} compared chunks of ${name} in ${regionLabel(location)} are not what its source holds (${levelLabel(level)}): do not count on it, and make another copy.`,
        action: { label: "See what was found", target: { page: "operation", params: { id: operationId } } },
      },
    ];
  });
}
