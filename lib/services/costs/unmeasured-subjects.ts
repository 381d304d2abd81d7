// Of the snapshots a month's sums lack for want of a size: how many can be measured, and why the others cannot.
import type { CostRow } from "#lib/contract/costs.ts";
import { findUnmeasured, reasonsInWords, tallyUnmeasured, type UnmeasuredSnapshot } from "#lib/domain/chains/unmeasured.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import { type AccessElsewhereDeps, readAccessElsewhereOf } from "#lib/services/chains/access-elsewhere.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { CostSubject, Estate } from "#lib/services/ports/estate.ts";

interface UnmeasuredDeps {
  estate: Pick<Estate, "snapshots" | "chains">;
  ledger: AccessElsewhereDeps["ledger"];
}

export async function findUnmeasuredOf(
  deps: UnmeasuredDeps,
  unmeasured: readonly CostSubject[],
  asOf: string,
  context: CallContext,
): Promise<UnmeasuredSnapshot[]> {
  if (unmeasured.length === 0) return [];
  const keys = [...new Set(unmeasured.map(({ chainKey }) => chainKey))];
  const chains = await deps.estate.chains.all(context, { keys });
  const isMeant = new Set(unmeasured.map(({ uniqueId }) => uniqueId));
  const elsewhere = await readAccessElsewhereOf(deps, chains, asOf, context);
  return findUnmeasured(chains, ({ uniqueId }) => !isMeant.has(uniqueId), elsewhere);
}

/** A line of a snapshot or chain of which nothing can be measured now says why. */
export function withObstacles(rows: readonly CostRow[], unmeasured: readonly UnmeasuredSnapshot[]): CostRow[] {
  return rows.map((row) => {
    if (row.unmeasured === 0 || row.chainId === undefined) return row;
    const own = unmeasured.filter(({ chain, snapshot }) =>
      row.snapshotId === undefined ? chain.key === row.chainId : sameResource(snapshot.id, row.snapshotId),
    );
    const { total, now, reasons } = tallyUnmeasured(own);
    if (total === 0 || now > 0) return row;
    const [first] = reasons;
    return { ...row, unmeasurable: total === 1 && first ? first.example.reason : `${reasonsInWords(reasons)}.` };
  });
}
