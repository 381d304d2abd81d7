import type { ChainDetail, Tombstone } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { withChainCosts, withSnapshotCosts } from "#lib/services/costs/monthly-cost.ts";
import { withHolds } from "#lib/services/holds/with-holds.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { HoldStore } from "#lib/services/ports/holds.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import { type VerifiedDeps, withVerified } from "#lib/services/verification/with-verified.ts";
import { type AccessElsewhereDeps, withAccessElsewhere } from "./access-elsewhere.ts";

/** So many deleted ones can still be told apart on a timeline; the CSV has all. */
const TOMBSTONES_SHOWN = 200;
const ALL_TOMBSTONES = Number.MAX_SAFE_INTEGER;

export interface GetChainDeps extends EstateDeps, VerifiedDeps {
  prices: PriceList;
  ledger: AccessElsewhereDeps["ledger"];
  holds: Pick<HoldStore, "on">;
}

export async function getChain(deps: GetChainDeps, chainId: string, context: CallContext): Promise<ChainDetail> {
  const detail = await readChain(deps, chainId, TOMBSTONES_SHOWN, context);
  const [[chain = detail.chain], snapshots, copies] = await Promise.all([
    withChainCosts(deps.prices, [detail.chain], context),
    withSnapshotCosts(deps.prices, await withVerified(deps, detail.snapshots), context),
    withVerified(
      deps,
      detail.copies.map(({ snapshot }) => snapshot),
    ),
  ]);
  const reachable = await withAccessElsewhere(deps, snapshots, detail.asOf, context);
  return {
    ...detail,
    chain,
    snapshots: await withHolds(deps.holds, reachable, context),
    copies: detail.copies.map((link, i) => ({ ...link, snapshot: copies[i] ?? link.snapshot })),
  };
}

/** What is there and what is gone, oldest first. */
export async function chainCsv(deps: EstateDeps, chainId: string, context: CallContext): Promise<string> {
  const { snapshots, tombstones } = await readChain(deps, chainId, ALL_TOMBSTONES, context);
  const lines: Line[] = [...snapshots.map((row) => ({ row })), ...tombstones.map((gone) => ({ gone }))];
  return toCsv(
    COLUMNS,
    lines.toSorted((a, b) => compareTimes(ofLine(a).createdAt, ofLine(b).createdAt)),
  );
}

async function readChain({ view, estate }: EstateDeps, chainId: string, limit: number, context: CallContext): Promise<ChainDetail> {
  const { asOf } = await view.current(context);
  const [detail, { items, total }] = await Promise.all([
    estate.chains.detail(context, chainId),
    estate.chains.tombstones(context, chainId, limit),
  ]);
  if (detail) return { ...detail, tombstones: items, tombstoneCount: total, asOf };
  const last = items.reduce<string | undefined>((latest, { goneAt }) => (latest && latest > goneAt ? latest : goneAt), undefined);
  const why = last ? `its ${total} snapshots are deleted, the last by ${last.slice(0, 10)}` : "its snapshots may have been deleted";
  throw new AppError("not-found", `There is no such chain; ${why}.`, { details: { field: "id", given: chainId } });
}

type Line = { row: SnapshotRow; gone?: undefined } | { gone: Tombstone; row?: undefined };

const ofLine = ({ row, gone }: Line) => row ?? gone;
const stored = ({ row, gone }: Line) => (row?.delta.state === "measured" ? row.delta.bytes : gone?.storedBytes);

const COLUMNS: CsvColumn<Line>[] = [
  { header: "name", value: (line) => ofLine(line).name },
  { header: "state", value: ({ row }) => row?.state ?? "deleted" },
  { header: "createdAt", value: (line) => ofLine(line).createdAt },
  { header: "goneAt", value: ({ gone }) => gone?.goneAt },
  { header: "storedBytes", value: stored },
  { header: "positionInChain", value: ({ row }) => row?.positionInChain },
  { header: "uniqueId", value: (line) => ofLine(line).uniqueId },
  { header: "id", value: (line) => ofLine(line).id },
];
