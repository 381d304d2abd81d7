// The first page: is anything wrong, what is there, what does it cost.
import type { SourceState } from "#lib/contract/common.ts";
import type { AttentionItem, Overview, OverviewQuery } from "#lib/contract/overview.ts";
import { type AttentionFinding, findAttention } from "#lib/domain/attention.ts";
import { SEVERITIES } from "#lib/domain/attention-kind.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { findUnmeasured, tallyUnmeasured } from "#lib/domain/chains/unmeasured.ts";
import { DAY_MS, dateOf, monthOf } from "#lib/domain/costs/billing-month.ts";
import { estimateCosts } from "#lib/domain/costs/cost-estimate.ts";
import { type Area, isCovered, wholeOnes } from "#lib/domain/inventory/area.ts";
import { parseResourceId, type Snapshot, type SubscriptionState } from "#lib/domain/inventory/inventory.ts";
import { subscriptionStanding } from "#lib/domain/inventory/subscription-standing.ts";
import { ACTIVE_STATES } from "#lib/domain/operations/operation-state.ts";
import { measureWords } from "#lib/operations/kinds/measure/words.ts";
import { readAccessElsewhereOf } from "#lib/services/chains/access-elsewhere.ts";
import { costInputs, subjectsOfMonth } from "#lib/services/costs/cost-inputs.ts";
import { readPricesFor } from "#lib/services/costs/estate-prices.ts";
import { costOf, readPricesSoon } from "#lib/services/costs/monthly-cost.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import { readSight } from "#lib/services/inventory/read-sight.ts";
import type { AccessLedger } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { DayOfChange, DiskHistory, EstateScope } from "#lib/services/ports/estate.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import type { VerifiedDeps } from "#lib/services/verification/with-verified.ts";
import { differingCopies } from "./differing-copies.ts";
import { diskStrips } from "./disk-strips.ts";
import { failedOperations, type OperationList } from "./failed-operations.ts";
import { heldUpByAccess, unmeasuredItems } from "./unmeasured-items.ts";

const DAYS = 30;
/** Not a disk yet. */
const UPLOAD_STATES = ["ReadyToUpload", "ActiveUpload"];

export interface GetOverviewDeps extends EstateDeps, Pick<VerifiedDeps, "verifications"> {
  prices: PriceList;
  ledger: AccessLedger;
  operations: OperationList;
  clock: Clock;
}

export async function getOverview(deps: GetOverviewDeps, query: OverviewQuery, context: CallContext): Promise<Overview> {
  const nowMs = deps.clock.nowMs();
  const { asOf, sources } = await deps.view.current(context);
  const { snapshots, chains, disks } = deps.estate;
  const sight = await readSight(deps, context);
  const scope: EstateScope = { subscription: query.subscription, region: query.region };
  const [cost, active, measuring, failed, sums, disksCount, inScope, deltas, changes, histories, areas] = await Promise.all([
    monthToDate(deps, scope, nowMs, context),
    deps.operations.list({ states: ACTIVE_STATES, sight, limit: 1 }),
    deps.operations.list({ states: ACTIVE_STATES, kind: measureWords.kind, sight, limit: 1 }),
    failedOperations(deps.operations, sight, nowMs),
    snapshots.sums(context, scope),
    disks.count(context, scope),
    chains.all(context, scope),
    chains.measurements(context, scope),
    snapshots.changePerDay(context, scope, dateOf(nowMs - (DAYS - 1) * DAY_MS)),
    disks.histories(context, scope),
    deps.estate.places.areas(context),
  ]);
  const prices = await readPricesSoon(deps.prices, [...new Set(inScope.map(({ location }) => location))], context);
  const elsewhere = await readAccessElsewhereOf(deps, inScope, asOf, context);
  const unmeasured = findUnmeasured(inScope, ({ uniqueId }) => deltas.has(uniqueId), elsewhere);
  const findings = findAttention({
    chains: inScope,
    deltas,
    accessElsewhere: elsewhere,
    heldUp: heldUpByAccess(unmeasured),
    bareDisks: bareDisks(histories, areas),
    ...(prices ? { usdPerMonth: (region, bytesBySku) => costOf(prices, region, bytesBySku)?.usd } : {}),
    nowMs,
  });
  return {
    attention: [
      ...unreadableSources(sources),
      ...notEnabled(sources),
      ...oddRecords(sources),
      ...failed,
      ...(await differingCopies(deps, inScope)),
      ...findings.map((finding) => toItem(inScope, finding)),
      ...unmeasuredItems(tallyUnmeasured(unmeasured), measuring.items[0]?.id),
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
      isCostLeast: (cost?.total.unknownCount ?? 0) > 0,
      operationsRunning: active.total,
    },
    costPerDay: cost?.days.map(({ date, estimateUsd }) => ({ date, usd: estimateUsd })) ?? [],
    changePerDay: changePerDay(changes, nowMs),
    diskStrips: diskStrips(histories, nowMs, DAYS),
    asOf,
    sources,
  };
}

/** Only where all snapshots are seen: elsewhere there may be some. */
function bareDisks(histories: readonly DiskHistory[], areas: readonly Area[]): DiskHistory[] {
  const whole = wholeOnes(areas);
  return histories.filter(({ diskId, chainKey, diskState }) => {
    const place = parseResourceId(diskId);
    return chainKey === null && !UPLOAD_STATES.includes(diskState) && place !== undefined && isCovered(whole, "snapshots", place);
  });
}

/** Unknown, not zero, while nothing is measured or the price list does not answer. */
async function monthToDate(deps: GetOverviewDeps, scope: EstateScope, nowMs: number, context: CallContext) {
  const month = monthOf(nowMs);
  const subjects = await subjectsOfMonth(deps.estate.snapshots, scope, month, context);
  const regions = subjects.map(({ region }) => region);
  const prices = await readPricesFor(deps.prices, regions, context).catch(() => undefined);
  if (!prices) return undefined;
  const estimate = estimateCosts(costInputs(subjects, prices, month), month, nowMs);
  return estimate.total.unknownCount < estimate.total.snapshotCount ? estimate : undefined;
}

function changePerDay(changes: readonly DayOfChange[], nowMs: number): Overview["changePerDay"] {
  const byDate = new Map(changes.map((change) => [change.date, change]));
  return Array.from({ length: DAYS }, (_, i) => {
    const date = dateOf(nowMs - (DAYS - 1 - i) * DAY_MS);
    return byDate.get(date) ?? { date, writtenBytes: 0, snapshots: 0 };
  });
}

function toItem(chains: readonly Chain[], { subject, ...finding }: AttentionFinding): AttentionItem {
  return { ...finding, action: actionFor(chains, finding.kind, subject) };
}

/** The one next thing to do, where it is done. */
function actionFor(
  chains: readonly Chain[],
  kind: AttentionFinding["kind"],
  subject: AttentionFinding["subject"],
): AttentionItem["action"] {
  if (subject.kind === "chain") return { label: "Look at the chain", target: { page: "chain", params: { id: subject.id } } };
  if (kind === "disk-without-snapshot") return { label: "See the disk", target: { page: "disks", params: { open: subject.id } } };
  if (subject.kind === "disk") return { label: "See its snapshots", target: { page: "snapshots", params: { disk: subject.id } } };
  const previous = kind === "unusual-change" ? previousOf(chains, subject.id) : undefined;
  if (previous) return { label: "See what changed", target: { page: "diff", params: { base: previous.id, target: subject.id } } };
  return { label: "Look at the snapshot", target: { page: "snapshots", params: { open: subject.id } } };
}

function previousOf(chains: readonly Chain[], snapshotId: string): Snapshot | undefined {
  for (const { snapshots } of chains) {
    const index = snapshots.findIndex(({ id }) => id === snapshotId);
    if (index >= 0) return snapshots[index - 1];
  }
  return undefined;
}

const UNREADABLE_WORDS: Record<SubscriptionState, string> = {
  ok: "is read",
  partial: "is read in part",
  forbidden: "cannot be read",
  failed: "cannot be read",
  throttled: "is throttled by Azure",
};

function unreadableSources(sources: readonly SourceState[]): AttentionItem[] {
  return sources
    .filter((source) => source.state !== "ok")
    .map((source) => ({
      id: `source-unreadable:${source.subscriptionId}`,
      kind: "source-unreadable",
      severity: source.state === "partial" ? "info" : "warning",
      title: `${source.displayName} ${UNREADABLE_WORDS[source.state]}`,
      detail: source.message ?? "Azure did not say why.",
      action: { label: "See the subscriptions", target: { page: "settings" } },
    }));
}

function notEnabled(sources: readonly SourceState[]): AttentionItem[] {
  return sources.flatMap((source): AttentionItem[] => {
    const standing = subscriptionStanding(source);
    const detail = standing?.closed ?? standing?.caution;
    if (!standing || !detail) return [];
    return [
      {
        id: `subscription-state:${source.subscriptionId}`,
        kind: "subscription-state",
        severity: "warning",
        title: `${source.displayName}: ${standing.word.toLowerCase()}`,
        detail,
        action: { label: "See the subscriptions", target: { page: "settings" } },
      },
    ];
  });
}

/** Records that came without what every record has: what follows from it is unknown. */
function oddRecords(sources: readonly SourceState[]): AttentionItem[] {
  return sources.flatMap(({ subscriptionId, displayName, notices = [] }): AttentionItem[] =>
    notices.length === 0
      ? []
      : [
          {
            id: `odd-record:${subscriptionId}`,
            kind: "odd-record",
            severity: "warning",
            title: `Azure sent odd records of ${displayName}`,
            detail: notices.join(" "),
            action: { label: "See the subscriptions", target: { page: "settings" } },
          },
        ],
  );
}
