// A month's cost of snapshots: estimated from measured sizes and list prices, and beside it what Azure billed.
import type { SourceState } from "#lib/contract/common.ts";
import type { CostQuery, CostReport, CostRow } from "#lib/contract/costs.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { tallyUnmeasured } from "#lib/domain/chains/unmeasured.ts";
import { withinMs } from "#lib/domain/concurrency/within-ms.ts";
import { monthOf } from "#lib/domain/costs/billing-month.ts";
import { estimateCosts, isUncounted, type SnapshotCost } from "#lib/domain/costs/cost-estimate.ts";
import { gibOf, sumDecimals } from "#lib/domain/costs/exact-decimal.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import { type Area, isCovered, wholeOnes } from "#lib/domain/inventory/area.ts";
import { parseResourceId, resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { AccessElsewhereDeps } from "#lib/services/chains/access-elsewhere.ts";
import { imageSizes } from "#lib/services/chains/image-sizes.ts";
import { subscriptionNames } from "#lib/services/inventory/derive-estate.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { BilledUsage } from "#lib/services/ports/billing.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { CostSubject } from "#lib/services/ports/estate.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import { type BilledMonth, readBilledMonth } from "./billed-month.ts";
import { compareMonth } from "./compare-month.ts";
import { costInputs, isUnmeasured, subjectsOfMonth } from "./cost-inputs.ts";
import { billedColumns, toCostRows } from "./cost-rows.ts";
import { readPricesFor } from "./estate-prices.ts";
import { findUnmeasuredOf, withObstacles } from "./unmeasured-subjects.ts";

export interface GetCostsDeps extends EstateDeps {
  ledger: AccessElsewhereDeps["ledger"];
  prices: PriceList;
  billed: BilledUsage;
  artifacts: ArtifactStore;
  clock: Clock;
}

/** A quick answer has so many of the dearest lines, and waits so long for the bill and for what all would be as full snapshots. */
const QUICK = { lines: 100, waitMs: 250 };

export async function getCosts(deps: GetCostsDeps, query: CostQuery, context: CallContext): Promise<CostReport> {
  const nowMs = deps.clock.nowMs();
  const month = askedMonth(query, nowMs);
  const waitMs = query.answer === "quick" ? QUICK.waitMs : undefined;
  const { asOf, sources } = await deps.view.current(context);
  const subjects = await subjectsOfMonth(deps.estate.snapshots, query, month, context);
  const keysOf = (some: CostSubject[]) => new Set(some.map(({ id }) => resourceKey(id)));
  const [known, present] = [keysOf(subjects), keysOf(subjects.filter(isPresent))];
  const readImages = async () => imageSizes(await deps.estate.chains.members(context, query), deps.artifacts);
  const [prices, billed, images, unmeasured] = await Promise.all([
    readPricesFor(
      deps.prices,
      subjects.map(({ region }) => region),
      context,
    ),
    readBilled(deps, { sources, known, month, waitMs }, query, context),
    waitMs === undefined ? readImages() : withinMs(waitMs, readImages()),
    findUnmeasuredOf(deps, subjects.filter(isUnmeasured), asOf, context),
  ]);
  const estimate = estimateCosts(costInputs(subjects, prices, month), month, nowMs);
  const comparison = compareMonth({ subjects, costs: estimate.snapshots, billed, month, nowMs });
  const rows = toCostRows({
    subjects,
    costs: estimate.snapshots,
    prices,
    billed,
    compared: comparison?.byResource ?? new Map(),
    groupBy: query.groupBy,
    nameOf: subscriptionNames(sources),
  });
  const shown = query.answer === "quick" ? rows.slice(0, QUICK.lines) : rows;
  const billOf = (isIn: (resourceId: string) => boolean) => [...billed.byResource].filter(([id]) => isIn(id)).map(([, amounts]) => amounts);
  const unattributed = [...billed.unattributed.values()];
  const { billedUsd, otherBilledUsd, otherMeters } = billedColumns([...billed.byResource.values(), ...unattributed]);
  const [gone, unseen] = [billOf((id) => !present.has(id)), billOf((id) => !known.has(id))];
  return {
    month,
    daysInMonth: estimate.daysInMonth,
    hoursElapsed: estimate.hoursElapsed,
    currency: "USD",
    totals: {
      estimateUsd: estimate.total.estimateUsd,
      assumedUsd: estimate.total.assumedUsd,
      forecastUsd: estimate.total.forecastUsd,
      billedUsd,
      otherBilledUsd,
      otherMeters,
      unattributedUsd: unattributed.length > 0 ? sumDecimals(unattributed.flatMap(({ usd, otherUsd }) => [usd, otherUsd])) : null,
      goneEstimateUsd: sumDecimals(estimate.snapshots.flatMap(({ amounts }, i) => (isGone(subjects[i]) && amounts?.estimateUsd) || [])),
      goneBilledUsd: billedColumns(gone).billedUsd,
      goneCount: subjects.filter(isGone).length + unseen.length,
      unseenBilledUsd: billedColumns(unseen).billedUsd,
      unseenCount: unseen.length,
      quantity: estimate.total.quantity,
      usedGib: gibOf(estimate.snapshots.reduce((sum, { usedBytes }, i) => sum + (isGone(subjects[i]) ? 0 : (usedBytes ?? 0)), 0)),
      uncounted: estimate.snapshots.filter(isUncounted).length + unseen.length,
      ifAllFullUsd: images ? estimateCosts(costInputs(subjects, prices, month, images), month, nowMs).total.estimateUsd : null,
    },
    comparison: comparison?.total ?? null,
    unmeasured: subjects.filter(isUnmeasured).length,
    measuring: tallyUnmeasured(unmeasured),
    unknownHours: subjects.reduce((sum, subject, i) => sum + lostHours(subject, estimate.snapshots[i]), 0),
    days: estimate.days.map(({ storedBytes, ...day }) => ({
      ...day,
      storedGib: gibOf(storedBytes),
      billedUsd: billed.usdByDate.get(day.date) ?? null,
    })),
    rows: withObstacles(shown, unmeasured),
    rowCount: rows.length,
    isPartial: shown.length < rows.length || images === undefined || (waitMs !== undefined && billed.isPending),
    prices: prices.all,
    billing: {
      state: billed.isKnown ? "ok" : "unavailable",
      ...(billed.message ? { message: billed.message } : {}),
      ...(billed.through ? { through: billed.through } : {}),
    },
    asOf,
    sources,
  };
}

const isGone = (subject: CostSubject | undefined) => subject?.goneAt !== undefined;
const isPresent = (subject: CostSubject) => !isGone(subject);

/** Hours of unknown size that no measurement can bring any more. */
function lostHours(subject: CostSubject, cost: SnapshotCost | undefined): number {
  if (!cost) return 0;
  const last = cost.parts.at(-1);
  const measurable = isUnmeasured(subject) && last?.bytes === null ? last.toHour - last.fromHour : 0;
  return cost.unknownHours - measurable;
}

/** Amounts as they were computed, with all their digits: the name says so, and which month and how grouped. */
export async function costsCsv(deps: GetCostsDeps, query: CostQuery, context: CallContext): Promise<{ text: string; name: string }> {
  const { rows, month } = await getCosts(deps, { ...query, answer: "whole" }, context);
  return { text: toCsv(COLUMNS, rows), name: `costs-${month}-by-${query.groupBy}-unrounded` };
}

/** The month that runs, or one before it: nothing can be said of the others. */
function askedMonth({ month }: CostQuery, nowMs: number): string {
  const latest = monthOf(nowMs);
  if (month === undefined || month <= latest) return month ?? latest;
  throw new AppError("invalid-input", `month: ${month} has not begun; the latest is ${latest}.`, {
    details: { field: "month", given: month, allowed: `up to ${latest}` },
  });
}

interface BillRequest {
  sources: SourceState[];
  known: ReadonlySet<string>;
  month: string;
  waitMs: number | undefined;
}

/**
 * The bill says neither region nor chain: a snapshot that was deleted before anybody read it, and what names no snapshot,
 * count only where neither is asked for. And what is on the bill but was never seen is deleted only where all snapshots are
 * seen: elsewhere it may be there for others.
 */
async function readBilled(deps: GetCostsDeps, request: BillRequest, query: CostQuery, context: CallContext): Promise<BilledMonth> {
  const { sources, known, month, waitMs } = request;
  const areas = await deps.estate.places.areas(context);
  const whole = wholeOnes(areas);
  const isOfNoPlace = query.chain === undefined && !query.region?.length;
  const isSeen = (id: string) => {
    const place = parseResourceId(id);
    return place !== undefined && isCovered(whole, "snapshots", place);
  };
  const wanted = query.subscription?.map((id) => id.toLowerCase());
  // The bill is another service: what Resource Manager does not answer for, or throttles, is asked for all the same.
  const subscriptions = sources.filter(
    ({ state, subscriptionId }) => state !== "forbidden" && (!wanted?.length || wanted.includes(subscriptionId.toLowerCase())),
  );
  // But not where nothing of it was ever read, not even a part: then of its bill nothing is included, rounding and corrections neither.
  const isRead = ({ state, subscriptionId }: SourceState) =>
    state === "ok" || areas.some((area) => area.list === "snapshots" && isOf(area, subscriptionId));
  const includes = (id: string | null) => (id === null ? isOfNoPlace : known.has(id) || (isOfNoPlace && isSeen(id)));
  const asked = { subscriptions: subscriptions.filter(isRead), month, includes, ...(waitMs === undefined ? {} : { patienceMs: waitMs }) };
  const billed = await readBilledMonth(deps.billed, asked, context);
  const unread = subscriptions.filter((source) => !isRead(source));
  const messages = unread.map(({ displayName }) => `${displayName} is left out: its snapshots have not been read.`);
  return messages.length === 0 ? billed : { ...billed, message: [billed.message ?? [], messages].flat().join(" ") };
}

function isOf(area: Area, subscriptionId: string): boolean {
  return area.subscriptionId === subscriptionId.toLowerCase();
}

const COLUMNS: CsvColumn<CostRow>[] = [
  { header: "key", value: (row) => row.key },
  { header: "label", value: (row) => row.label },
  { header: "snapshotId", value: (row) => row.snapshotId },
  { header: "chainId", value: (row) => row.chainId },
  { header: "region", value: (row) => row.region },
  { header: "sku", value: (row) => row.sku },
  { header: "snapshotCount", value: (row) => row.snapshotCount },
  { header: "goneCount", value: (row) => row.goneCount },
  { header: "goneAt", value: (row) => row.goneAt },
  { header: "unmeasured", value: (row) => row.unmeasured },
  { header: "uncounted", value: (row) => row.uncounted },
  { header: "unknownHours", value: (row) => row.unknownHours },
  { header: "usedGib", value: (row) => row.usedGib },
  { header: "dailyQuantity", value: (row) => row.dailyQuantity },
  { header: "daysPresent", value: (row) => row.daysPresent },
  { header: "quantity", value: (row) => row.quantity },
  { header: "usdPerGibMonth", value: (row) => row.usdPerGibMonth },
  { header: "meterId", value: (row) => row.price?.meterId },
  { header: "meterName", value: (row) => row.price?.meterName },
  { header: "productName", value: (row) => row.price?.productName },
  { header: "priceEffectiveDate", value: (row) => row.price?.effectiveDate },
  { header: "estimateUsd", value: (row) => row.estimateUsd },
  { header: "assumedUsd", value: (row) => row.assumedUsd },
  { header: "forecastUsd", value: (row) => row.forecastUsd },
  { header: "billedQuantity", value: (row) => row.billedQuantity },
  { header: "billedUsd", value: (row) => row.billedUsd },
  { header: "otherBilledUsd", value: (row) => row.otherBilledUsd },
  {
    header: "otherMeters",
    value: (row) => row.otherMeters.map(({ meterName, usd }) => `${meterName || "no meter named"}: ${usd}`).join("; "),
  },
  { header: "comparedEstimateUsd", value: (row) => row.compared?.estimateUsd },
  { header: "comparedBilledUsd", value: (row) => row.compared?.billedUsd },
  { header: "differenceUsd", value: (row) => row.compared?.differenceUsd },
];
