// The first page: is anything wrong, what is there, what does it cost.
import { operationHref } from "#lib/contract/operation-href.ts";
import type { AttentionItem, Overview, OverviewQuery } from "#lib/contract/overview.ts";
import { type AttentionItem as Finding, findAttention } from "#lib/domain/attention.ts";
import { DAY_MS, dateOf, monthOf } from "#lib/domain/costs/billing-month.ts";
import { estimateCosts } from "#lib/domain/costs/cost-estimate.ts";
import { formatCount } from "#lib/domain/format.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import { readPricesFor } from "#lib/services/costs/estate-prices.ts";
import { costInputs } from "#lib/services/costs/get-costs.ts";
import type { Estate } from "#lib/services/inventory/estate.ts";
import type { InventoryView } from "#lib/services/inventory/inventory-view.ts";
import { isAmong } from "#lib/services/inventory/list-page.ts";
import type { AccessLedger } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import { diskStrips } from "./disk-strips.ts";

const DAYS = 30;
/** A failure older than this is history: the operations page has it. */
const FAILED_WITHIN_MS = 7 * DAY_MS;

/** As much of the operation records as the overview shows. */
export interface OperationList {
  list(filter: { state: "active" | "finished" | "all"; kind?: string; limit: number; offset: number }): Promise<{
    items: { id: string; state: string; title: string; updatedAt: string; error?: { message: string } }[];
    total: number;
  }>;
}

export interface GetOverviewDeps {
  view: InventoryView;
  prices: PriceList;
  ledger: AccessLedger;
  operations: OperationList;
  clock: Clock;
}

export async function getOverview(deps: GetOverviewDeps, query: OverviewQuery, context: CallContext): Promise<Overview> {
  const nowMs = deps.clock.nowMs();
  const estate = await deps.view.current(context);
  const scope = createScope(query);
  const disks = estate.inventory.disks.filter(scope);
  const snapshots = estate.inventory.snapshots.filter(scope);
  const chains = estate.structure.chains.filter(scope);
  const [cost, active, measuring, finished, open] = await Promise.all([
    monthToDate(deps, estate, snapshots, nowMs, context),
    deps.operations.list({ state: "active", limit: 1, offset: 0 }),
    deps.operations.list({ state: "active", kind: "measure", limit: 1, offset: 0 }),
    deps.operations.list({ state: "finished", limit: 50, offset: 0 }),
    deps.ledger.stillOpen(),
  ]);
  const records = snapshots.flatMap((snapshot) => estate.recordOf(snapshot) ?? []);
  return {
    attention: [
      ...unreadableSources(estate),
      ...failedOperations(finished.items, nowMs),
      ...findAttention({
        chains,
        deltas: estate.deltas,
        ownAccess: new Set(open.map((e) => resourceKey(e.snapshotId))),
        nowMs,
      }).map((finding) => toItem(estate, finding)),
      ...unmeasured(estate, scope, measuring.items[0]?.id),
    ].toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    figures: {
      disks: disks.length,
      snapshots: snapshots.length,
      chains: chains.length,
      subscriptions: estate.sources.length,
      provisionedBytes: snapshots.reduce((sum, s) => sum + s.diskSizeBytes, 0),
      storedBytes: records.reduce((sum, record) => sum + record.bytes, 0),
      measuredCount: records.length,
      monthToDateUsd: cost?.total.estimateUsd ?? null,
      forecastUsd: cost?.total.forecastUsd ?? null,
      operationsRunning: active.total,
    },
    costPerDay: cost?.days.map(({ date, estimateUsd }) => ({ date, usd: estimateUsd })) ?? [],
    changePerDay: changePerDay(estate, snapshots, nowMs),
    diskStrips: diskStrips(estate, disks, nowMs, DAYS),
    asOf: estate.asOf,
    sources: estate.sources,
  };
}

type Scope = (resource: { subscriptionId: string; location: string }) => boolean;

function createScope(query: OverviewQuery): Scope {
  return ({ subscriptionId, location }) => isAmong(subscriptionId, query.subscription) && isAmong(location, query.region);
}

/** Unknown, not zero, while nothing is measured or the price list does not answer. */
async function monthToDate(deps: GetOverviewDeps, estate: Estate, snapshots: readonly Snapshot[], nowMs: number, context: CallContext) {
  const prices = await readPricesFor(deps.prices, snapshots, context).catch(() => undefined);
  if (!prices) return undefined;
  const estimate = estimateCosts(costInputs(estate, snapshots, prices), monthOf(nowMs), nowMs);
  return estimate.total.unknownCount < estimate.total.snapshotCount ? estimate : undefined;
}

function changePerDay(estate: Estate, snapshots: readonly Snapshot[], nowMs: number): Overview["changePerDay"] {
  const days = new Map(
    Array.from({ length: DAYS }, (_, i) => [dateOf(nowMs - (DAYS - 1 - i) * DAY_MS), { writtenBytes: 0, snapshots: 0 }]),
  );
  for (const snapshot of snapshots) {
    const day = days.get(dateOf(epochMs(snapshot.timeCreated)));
    if (!day || !snapshot.incremental || estate.structure.chainOf(snapshot).isCopy) continue;
    day.snapshots += 1;
    const record = estate.recordOf(snapshot);
    if (record && record.baseUniqueId !== null) day.writtenBytes += record.bytes;
  }
  return [...days].map(([date, day]) => ({ date, ...day }));
}

const SEVERITIES: AttentionItem["severity"][] = ["critical", "warning", "info"];

function toItem(estate: Estate, { id, kind, severity, title, text, target }: Finding): AttentionItem {
  return { id, kind, severity, title, detail: text, action: actionFor(estate, kind, target) };
}

/** The one next thing to do, where it is done. */
function actionFor(estate: Estate, kind: Finding["kind"], target: Finding["target"]): AttentionItem["action"] {
  const query = (path: string, values: Record<string, string>) => `${path}?${new URLSearchParams(values).toString()}`;
  if (target.kind === "chain") return { label: "Look at the chain", href: query("/chains/detail", { id: target.id }) };
  if (target.kind === "disk") return { label: "See its snapshots", href: query("/snapshots", { disk: target.id }) };
  const snapshot = estate.structure.snapshot(target.id);
  const chain = snapshot && estate.structure.chainOf(snapshot);
  const previous = snapshot && chain?.snapshots[estate.structure.indexOf(snapshot) - 1];
  if (kind === "unusual-change" && previous)
    return { label: "See what changed", href: query("/diff", { base: previous.id, target: target.id }) };
  return { label: "Look at the snapshot", href: query("/snapshots", { id: target.id }) };
}

function unreadableSources(estate: Estate): AttentionItem[] {
  return estate.sources
    .filter((source) => source.state !== "ok")
    .map((source) => ({
      id: `source-unreadable:${source.subscriptionId}`,
      kind: "source-unreadable",
      severity: "warning",
      title: `${source.displayName} cannot be read`,
      detail: source.message ?? "Azure did not say why.",
      action: { label: "See the subscriptions", href: "/settings" },
    }));
}

function failedOperations(operations: Awaited<ReturnType<OperationList["list"]>>["items"], nowMs: number): AttentionItem[] {
  return operations
    .filter((operation) => operation.state === "failed" && nowMs - epochMs(operation.updatedAt) < FAILED_WITHIN_MS)
    .map((operation) => ({
      id: `operation-failed:${operation.id}`,
      kind: "operation-failed",
      severity: "critical",
      title: `Failed: ${operation.title}`,
      detail: operation.error?.message ?? "The operation failed.",
      action: { label: "Look at the operation", href: operationHref(operation.id) },
    }));
}

function unmeasured(estate: Estate, scope: Scope, measuringId: string | undefined): AttentionItem[] {
  const rows = estate.snapshotRows().filter((row) => scope({ subscriptionId: row.subscriptionId, location: row.region }));
  const unknown = rows.flatMap((row) =>
    row.delta.state === "not-measured" && row.state === "ready" ? [{ ...row, delta: row.delta }] : [],
  );
  const closed = unknown.filter((row) => !row.delta.canMeasure);
  const open = unknown.length - closed.length;
  return [...unmeasurableItem(closed), ...(open > 0 ? [measurableItem(open, measuringId)] : [])];
}

/** A rule forbids it: no button helps, so the reason is told. */
function unmeasurableItem(closed: { id: string; delta: { reason: string } }[]): AttentionItem[] {
  const [first] = closed;
  if (!first) return [];
  const count = `${formatCount(closed.length)} ${closed.length === 1 ? "snapshot" : "snapshots"}`;
  return [
    {
      id: "unmeasurable",
      kind: "unmeasured",
      severity: "info",
      title: `${count} cannot be measured`,
      detail: `What they store and cost stays unknown. ${first.delta.reason}`,
      action: { label: "Look at the snapshot", href: `/snapshots?${new URLSearchParams({ open: first.id }).toString()}` },
    },
  ];
}

function measurableItem(open: number, measuringId: string | undefined): AttentionItem {
  return {
    id: "unmeasured",
    kind: "unmeasured",
    severity: "info",
    title: `${formatCount(open)} ${open === 1 ? "snapshot is" : "snapshots are"} not measured`,
    detail: `What they store and cost is unknown until their page ranges are read${measuringId ? ": that is under way" : ""}.`,
    action: measuringId ? { label: "Watch", href: operationHref(measuringId) } : { label: "Measure them", href: "/costs" },
  };
}
