// The first page: is anything wrong, what is there, what does it cost.
import type { SourceState } from "#lib/contract/common.ts";
import { operationHref } from "#lib/contract/operation-href.ts";
import type { AttentionItem, Overview, OverviewQuery } from "#lib/contract/overview.ts";
import { type AttentionItem as Finding, findAttention } from "#lib/domain/attention.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { DAY_MS, dateOf, monthOf } from "#lib/domain/costs/billing-month.ts";
import { estimateCosts } from "#lib/domain/costs/cost-estimate.ts";
import { formatCount } from "#lib/domain/format.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import { readPricesFor } from "#lib/services/costs/estate-prices.ts";
import { costInputs } from "#lib/services/costs/get-costs.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { AccessLedger } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { DayOfChange, EstateScope, Unmeasured } from "#lib/services/ports/estate.ts";
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

export interface GetOverviewDeps extends EstateDeps {
  prices: PriceList;
  ledger: AccessLedger;
  operations: OperationList;
  clock: Clock;
}

export async function getOverview(deps: GetOverviewDeps, query: OverviewQuery, context: CallContext): Promise<Overview> {
  const nowMs = deps.clock.nowMs();
  const { asOf, sources } = await deps.view.current(context);
  const { snapshots, chains, disks } = deps.estate;
  const scope: EstateScope = { subscription: query.subscription, region: query.region };
  const [cost, active, measuring, finished, open, sums, disksCount, inScope, deltas, unmeasuredNow, changes, histories] = await Promise.all(
    [
      monthToDate(deps, scope, nowMs, context),
      deps.operations.list({ state: "active", limit: 1, offset: 0 }),
      deps.operations.list({ state: "active", kind: "measure", limit: 1, offset: 0 }),
      deps.operations.list({ state: "finished", limit: 50, offset: 0 }),
      deps.ledger.leftovers(),
      snapshots.sums(context, scope),
      disks.count(context, scope),
      chains.all(context, scope),
      chains.measurements(context, scope),
      snapshots.unmeasured(context, scope),
      snapshots.changePerDay(context, scope, dateOf(nowMs - (DAYS - 1) * DAY_MS)),
      disks.histories(context, scope),
    ],
  );
  const findings = findAttention({
    chains: inScope,
    deltas,
    ownAccess: new Set(open.map((e) => resourceKey(e.snapshotId))),
    nowMs,
  });
  return {
    attention: [
      ...unreadableSources(sources),
      ...failedOperations(finished.items, nowMs),
      ...findings.map((finding) => toItem(inScope, finding)),
      ...unmeasured(unmeasuredNow, measuring.items[0]?.id),
    ].toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    figures: {
      disks: disksCount,
      snapshots: sums.count,
      chains: inScope.length,
      subscriptions: sources.length,
      provisionedBytes: sums.provisionedBytes,
      storedBytes: sums.storedBytes,
      measuredCount: sums.measuredCount,
      monthToDateUsd: cost?.total.estimateUsd ?? null,
      forecastUsd: cost?.total.forecastUsd ?? null,
      operationsRunning: active.total,
    },
    costPerDay: cost?.days.map(({ date, estimateUsd }) => ({ date, usd: estimateUsd })) ?? [],
    changePerDay: changePerDay(changes, nowMs),
    diskStrips: diskStrips(histories, nowMs, DAYS),
    asOf,
    sources,
  };
}

/** Unknown, not zero, while nothing is measured or the price list does not answer. */
async function monthToDate(deps: GetOverviewDeps, scope: EstateScope, nowMs: number, context: CallContext) {
  const subjects = await deps.estate.snapshots.costSubjects(context, scope);
  const regions = subjects.map(({ region }) => region);
  const prices = await readPricesFor(deps.prices, regions, context).catch(() => undefined);
  if (!prices) return undefined;
  const estimate = estimateCosts(costInputs(subjects, prices), monthOf(nowMs), nowMs);
  return estimate.total.unknownCount < estimate.total.snapshotCount ? estimate : undefined;
}

function changePerDay(changes: readonly DayOfChange[], nowMs: number): Overview["changePerDay"] {
  const byDate = new Map(changes.map((change) => [change.date, change]));
  return Array.from({ length: DAYS }, (_, i) => {
    const date = dateOf(nowMs - (DAYS - 1 - i) * DAY_MS);
    return byDate.get(date) ?? { date, writtenBytes: 0, snapshots: 0 };
  });
}

const SEVERITIES: AttentionItem["severity"][] = ["critical", "warning", "info"];

function toItem(chains: readonly Chain[], { id, kind, severity, title, text, target }: Finding): AttentionItem {
  return { id, kind, severity, title, detail: text, action: actionFor(chains, kind, target) };
}

/** The one next thing to do, where it is done. */
function actionFor(chains: readonly Chain[], kind: Finding["kind"], target: Finding["target"]): AttentionItem["action"] {
  const query = (path: string, values: Record<string, string>) => `${path}?${new URLSearchParams(values).toString()}`;
  if (target.kind === "chain") return { label: "Look at the chain", href: query("/chains/detail", { id: target.id }) };
  if (target.kind === "disk") return { label: "See its snapshots", href: query("/snapshots", { disk: target.id }) };
  const previous = kind === "unusual-change" ? previousOf(chains, target.id) : undefined;
  if (previous) return { label: "See what changed", href: query("/diff", { base: previous.id, target: target.id }) };
  return { label: "Look at the snapshot", href: query("/snapshots", { id: target.id }) };
}

function previousOf(chains: readonly Chain[], snapshotId: string): Snapshot | undefined {
  for (const { snapshots } of chains) {
    const index = snapshots.findIndex(({ id }) => id === snapshotId);
    if (index >= 0) return snapshots[index - 1];
  }
  return undefined;
}

function unreadableSources(sources: readonly SourceState[]): AttentionItem[] {
  return sources
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

function unmeasured(found: Unmeasured, measuringId: string | undefined): AttentionItem[] {
  return [...unmeasurableItem(found), ...(found.measurable > 0 ? [measurableItem(found.measurable, measuringId)] : [])];
}

/** A rule forbids it: no button helps, so the reason is told. */
function unmeasurableItem({ forbidden, example }: Unmeasured): AttentionItem[] {
  if (!example) return [];
  const count = `${formatCount(forbidden)} ${forbidden === 1 ? "snapshot" : "snapshots"}`;
  return [
    {
      id: "unmeasurable",
      kind: "unmeasured",
      severity: "info",
      title: `${count} cannot be measured`,
      detail: `What they store and cost stays unknown. ${example.reason}`,
      action: { label: "Look at the snapshot", href: `/snapshots?${new URLSearchParams({ open: example.id }).toString()}` },
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
