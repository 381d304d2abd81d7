import type { HoldList, HoldQuery, HoldRow } from "#lib/contract/holds.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import { toHoldRow } from "./hold-row.ts";

const NEWEST = 1000;
const ALL = Number.MAX_SAFE_INTEGER;

type ListHoldsDeps = EstateDeps & { clock: Clock };

/** The newest; the CSV has all. */
export async function listHolds(deps: ListHoldsDeps, query: HoldQuery, context: CallContext, limit = NEWEST): Promise<HoldList> {
  await deps.view.current(context);
  const { items, total } = await deps.estate.holds.list(context, { snapshot: query.snapshot, state: query.state, limit });
  return { items: items.map((hold) => toHoldRow(hold, context.principal, deps.clock.nowMs())), total };
}

export async function holdsCsv(deps: ListHoldsDeps, query: HoldQuery, context: CallContext): Promise<string> {
  return toCsv(COLUMNS, (await listHolds(deps, query, context, ALL)).items);
}

const COLUMNS: CsvColumn<HoldRow>[] = [
  { header: "snapshot", value: (row) => row.snapshotName },
  { header: "state", value: (row) => row.state },
  { header: "reason", value: (row) => row.reason },
  { header: "owner", value: (row) => row.owner },
  { header: "until", value: (row) => row.until },
  { header: "setAt", value: (row) => row.setAt },
  { header: "setBy", value: (row) => row.setBy },
  { header: "liftedAt", value: (row) => row.liftedAt },
  { header: "liftedBy", value: (row) => row.liftedBy },
  { header: "replaces", value: (row) => row.replaces },
  { header: "uniqueId", value: (row) => row.uniqueId },
  { header: "snapshotId", value: (row) => row.snapshotId },
  { header: "id", value: (row) => row.id },
];
