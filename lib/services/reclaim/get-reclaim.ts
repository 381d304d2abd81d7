// What deleting these snapshots would free: told before anyone deletes, for each alone and for all together.
import type { JointReclaim, ReclaimAnswer, ReclaimQuery, ReclaimRow, ReclaimRunRow } from "#lib/contract/reclaim.ts";
import { AppError } from "#lib/domain/app-error.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { type ReclaimRun, sumFreed } from "#lib/domain/sizes/reclaim.ts";
import { costOf, FILE_PATIENCE_MS, readPricesSoon } from "#lib/services/costs/monthly-cost.ts";
import { findSnapshot } from "#lib/services/diff/find-diff-pair.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import type { ChainReclaim, ReclaimOfChain } from "./chain-reclaim.ts";
import { toFrees } from "./frees.ts";
import { findSelections, type Selection } from "./selections.ts";

export interface ReclaimDeps extends EstateDeps {
  reclaimOfChain: ReclaimOfChain;
  prices: PriceList;
}

export async function getReclaim(deps: ReclaimDeps, query: ReclaimQuery, context: CallContext): Promise<ReclaimAnswer> {
  const { asOf } = await deps.view.current(context);
  const selections =
    query.chain === undefined ? await seenSelections(deps, query.snapshot ?? [], context) : await wholeChain(deps, query.chain, context);
  return { ...(await reclaimOf(deps, selections, context)), asOf };
}

export async function reclaimCsv(deps: ReclaimDeps, query: ReclaimQuery, context: CallContext): Promise<string> {
  return toCsv(COLUMNS, (await getReclaim(deps, query, context)).items);
}

/** patienceMs: for the price list. */
export async function reclaimOf(
  { reclaimOfChain, prices }: Pick<ReclaimDeps, "reclaimOfChain" | "prices">,
  selections: readonly Selection[],
  context: CallContext,
  patienceMs = FILE_PATIENCE_MS,
): Promise<Omit<ReclaimAnswer, "asOf">> {
  const known = await readPricesSoon(
    prices,
    selections.map(({ chain }) => chain.location),
    context,
    patienceMs,
  );
  const costOfRun = (snapshots: readonly Snapshot[], run: Pick<ReclaimRun, "freed">) => {
    const [first] = snapshots;
    // One price holds for one type.
    if (!known || !first || run.freed.state === "unknown" || snapshots.some(({ sku }) => sku !== first.sku)) return undefined;
    return costOf(known, first.location, { [first.sku]: run.freed.bytes });
  };
  const items: ReclaimRow[] = [];
  const runs: { run: ReclaimRun; row: ReclaimRunRow; usd: string | undefined }[] = [];
  for (const { chain, snapshots } of selections) {
    const freed = await reclaimOfChain(chain, new Set(snapshots.map(({ id }) => id)));
    const nameOf = new Map(chain.snapshots.map((snapshot) => [snapshot.id, snapshot]));
    items.push(...snapshots.flatMap((snapshot) => toRow(chain, snapshot, freed, nameOf, costOfRun)));
    for (const run of freed.joint.runs) {
      const members = run.snapshotIds.flatMap((id) => nameOf.get(id) ?? []);
      const row = {
        chainId: chain.key,
        sourceDiskName: chain.sourceDiskName,
        snapshotIds: run.snapshotIds,
        frees: toFrees(run),
        ...moved(run, nameOf),
      };
      runs.push({ run, row, usd: costOfRun(members, run)?.usd });
    }
  }
  return { items, joint: toJoint(items.length, runs) };
}

function toJoint(count: number, runs: readonly { run: ReclaimRun; row: ReclaimRunRow; usd: string | undefined }[]): JointReclaim {
  const freed = sumFreed(runs.map(({ run }) => run.freed));
  const prices = runs.flatMap(({ run, usd }) => (run.freed.state === "unknown" ? [] : [usd]));
  // A sum without a part of it would be too low.
  const usd = prices.reduce<ExactDecimal | undefined>(
    (sum, one) => (sum && one !== undefined ? sum.plus(one) : undefined),
    new ExactDecimal(0),
  );
  return {
    count,
    frees: toFrees({ freed, postponed: runs.some(({ run }) => run.postponed) }),
    final: toFrees({ freed: sumFreed(runs.map(({ run }) => run.final)), postponed: false }),
    runs: runs.map(({ row }) => row),
    ...(usd && freed.state !== "unknown" ? { monthlyCost: { usd: usd.toString(), usdPerGibMonth: null } } : {}),
  };
}

function toRow(
  chain: Chain,
  snapshot: Snapshot,
  { alone, storedBytes }: ChainReclaim,
  nameOf: ReadonlyMap<string, Snapshot>,
  costOfRun: (snapshots: readonly Snapshot[], run: ReclaimRun) => ReclaimRow["monthlyCost"],
): ReclaimRow[] {
  const run = alone.get(snapshot.id);
  if (!run) return [];
  const monthlyCost = costOfRun([snapshot], run);
  return [
    {
      id: snapshot.id,
      name: snapshot.name,
      uniqueId: snapshot.uniqueId,
      chainId: chain.key,
      sourceDiskName: chain.sourceDiskName,
      region: snapshot.location,
      ...(snapshot.timeCreated ? { createdAt: snapshot.timeCreated } : {}),
      storedBytes: storedBytes.get(snapshot.id) ?? null,
      frees: toFrees(run),
      ...moved(run, nameOf),
      ...(monthlyCost ? { monthlyCost } : {}),
    },
  ];
}

function moved(
  { mergesIntoId, movedBytes }: ReclaimRun,
  nameOf: ReadonlyMap<string, Snapshot>,
): Pick<ReclaimRow, "movedBytes" | "movesInto"> {
  const next = mergesIntoId === undefined ? undefined : nameOf.get(mergesIntoId);
  return {
    ...(next && movedBytes !== undefined ? { movedBytes } : {}),
    ...(next ? { movesInto: { id: next.id, name: next.name } } : {}),
  };
}

/** One that is not seen is not found. */
async function seenSelections({ estate }: Pick<ReclaimDeps, "estate">, ids: readonly string[], context: CallContext): Promise<Selection[]> {
  const selections = await findSelections({ estate }, ids, context);
  const seen = new Set(selections.flatMap(({ snapshots }) => snapshots.map(({ id }) => resourceKey(id))));
  for (const id of ids) if (!seen.has(resourceKey(id))) await findSnapshot(estate, id, "snapshot", context);
  return selections;
}

async function wholeChain({ estate }: Pick<ReclaimDeps, "estate">, key: string, context: CallContext): Promise<Selection[]> {
  const chain = await estate.chains.find(context, key);
  if (!chain)
    throw new AppError("not-found", "There is no such chain; its snapshots may have been deleted.", {
      details: { field: "chain", given: key },
    });
  return [{ chain, snapshots: chain.snapshots }];
}

const COLUMNS: CsvColumn<ReclaimRow>[] = [
  { header: "name", value: (row) => row.name },
  { header: "disk", value: (row) => row.sourceDiskName },
  { header: "region", value: (row) => row.region },
  { header: "createdAt", value: (row) => row.createdAt },
  { header: "storedBytes", value: (row) => row.storedBytes },
  { header: "freesState", value: (row) => row.frees.state },
  { header: "freesBytes", value: (row) => (row.frees.state === "unknown" ? undefined : row.frees.bytes) },
  { header: "freesPostponed", value: (row) => row.frees.postponed },
  { header: "movedBytes", value: (row) => row.movedBytes },
  { header: "movesInto", value: (row) => row.movesInto?.name },
  { header: "usdPerMonth", value: (row) => row.monthlyCost?.usd },
  { header: "reason", value: (row) => (row.frees.state === "known" ? undefined : row.frees.reason) },
  { header: "chainId", value: (row) => row.chainId },
  { header: "uniqueId", value: (row) => row.uniqueId },
  { header: "id", value: (row) => row.id },
];
