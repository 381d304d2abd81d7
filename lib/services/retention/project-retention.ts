// The same rule at other times: at the beginning of past months, with the snapshots that were there by then and still are, and
// of coming ones, with snapshots added as each chain has usually had them. What is assumed is told in sentences.
import type { ProjectedPoint, SimulateRequest, Simulation } from "#lib/contract/retention.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { median, usualIntervalMs } from "#lib/domain/chains/snapshot-interval.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import { applyRetention, type RetentionMember } from "#lib/domain/retention/retention-rule.ts";
import { type Freed, sumFreed } from "#lib/domain/sizes/reclaim.ts";
import { costOf, FILE_PATIENCE_MS, readPricesSoon } from "#lib/services/costs/monthly-cost.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";
import type { OverlapStore } from "#lib/services/ports/overlaps.ts";
import { toFrees } from "#lib/services/reclaim/frees.ts";
import type { ReclaimDeps } from "#lib/services/reclaim/get-reclaim.ts";
import { isSelected, type ProtectionsAt, toMember } from "./judged-chains.ts";

export interface ProjectDeps extends Pick<ReclaimDeps, "estate" | "reclaimOfChain" | "prices"> {
  overlaps: Pick<OverlapStore, "of">;
}

interface Judged {
  chains: readonly Chain[];
  protectionsAt: ProtectionsAt;
  nowMs: number;
}

/** Each point lays ranges of every chain over each other. */
const MAX_CHAINS = 200;
/** So many snapshots to come of one chain are reckoned with. */
const MAX_TO_COME = 5000;

export async function projectRetention(
  deps: ProjectDeps,
  request: SimulateRequest,
  { chains, protectionsAt, nowMs }: Judged,
  context: CallContext,
): Promise<Pick<Simulation, "projection" | "assumptions">> {
  if (chains.length > MAX_CHAINS)
    return {
      projection: [],
      assumptions: [`Past and coming months are reckoned for at most ${MAX_CHAINS} chains; these are ${chains.length}. Choose some disks.`],
    };
  const prices = await readPricesSoon(
    deps.prices,
    chains.map(({ location }) => location),
    context,
    FILE_PATIENCE_MS,
  );
  const records = await deps.estate.chains.measurements(context, { subscription: request.subscription, region: request.region });
  const usual = new Map<Chain, UsualGrowth>();
  for (const chain of chains) usual.set(chain, await usualGrowth(deps, chain, records, nowMs));
  const projection: ProjectedPoint[] = [];
  for (const { atMs, when } of pointsOf(request, nowMs)) {
    const parts: ChainPoint[] = [];
    for (const chain of chains) {
      const given = { chain, growth: usual.get(chain) ?? NO_GROWTH, atMs, when, records };
      parts.push(await chainPoint(deps, request, given, protectionsAt));
    }
    const usdOf = ({ chain, frees }: ChainPoint) => {
      const [sku, ...others] = new Set(chain.snapshots.map((snapshot) => snapshot.sku));
      if (!prices || sku === undefined || others.length > 0 || frees.state === "unknown") return undefined;
      return costOf(prices, chain.location, { [sku]: frees.bytes })?.usd;
    };
    const freed = sumFreed(parts.map(({ frees }) => frees));
    const usd = parts
      .map(usdOf)
      .reduce<ExactDecimal | undefined>(
        (sum, one, i) => (parts[i]?.frees.state === "unknown" ? sum : sum && one !== undefined ? sum.plus(one) : undefined),
        new ExactDecimal(0),
      );
    projection.push({
      at: new Date(atMs).toISOString(),
      when,
      snapshots: parts.reduce((sum, { snapshots }) => sum + snapshots, 0),
      kept: parts.reduce((sum, { kept }) => sum + kept, 0),
      stored: toFrees({ freed: sumFreed(parts.map(({ stored }) => stored)), postponed: false }),
      frees: toFrees({ freed, postponed: false }),
      ...(usd && freed.state !== "unknown" ? { usdPerMonth: usd.toString() } : {}),
    });
  }
  return { projection, assumptions: assumptionsOf(request, chains, usual) };
}

type When = ProjectedPoint["when"];

/** The first moment of the months, and now. */
function pointsOf({ pastMonths, comingMonths }: SimulateRequest, nowMs: number): { atMs: number; when: When }[] {
  const now = new Date(nowMs);
  const begin = (months: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1);
  const past = Array.from({ length: pastMonths }, (_, i) => ({ atMs: begin(i - pastMonths + 1), when: "past" as const }));
  const coming = Array.from({ length: comingMonths }, (_, i) => ({ atMs: begin(i + 1), when: "coming" as const }));
  return [...past, { atMs: nowMs, when: "now" }, ...coming];
}

interface UsualGrowth {
  /** When the next ones are expected; none where the disk is gone or nothing is usual. */
  timesMs: number[];
  /** What each will store; absent: nothing is measured. */
  deltaBytes?: number;
  /** How much of that is freed when it goes; absent: not known. */
  freedShare?: number;
}

const NO_GROWTH: UsualGrowth = { timesMs: [] };

async function usualGrowth(
  { overlaps }: ProjectDeps,
  chain: Chain,
  records: ReadonlyMap<string, MeasurementRecord>,
  nowMs: number,
): Promise<UsualGrowth> {
  const { snapshots } = chain;
  const times = snapshots.flatMap(({ timeCreated }) => timeCreated ?? []);
  const interval = chain.sourceState === "live" ? usualIntervalMs(times) : undefined;
  const last = times.at(-1);
  // Deltas, and not the first one, which holds all.
  const deltas = snapshots.slice(1).flatMap(({ uniqueId }) => records.get(uniqueId) ?? []);
  if (chain.kind === "full") deltas.push(...snapshots.slice(0, 1).flatMap(({ uniqueId }) => records.get(uniqueId) ?? []));
  const growth: UsualGrowth = { timesMs: [] };
  if (deltas.length > 0) growth.deltaBytes = Math.round(median(deltas.map(({ bytes }) => bytes)));
  if (interval !== undefined && interval > 0 && last !== undefined) {
    let next = Math.max(epochMs(last) + interval, nowMs);
    const endMs = nowMs + 400 * 86_400_000;
    for (; next < endMs && growth.timesMs.length < MAX_TO_COME; next += interval) growth.timesMs.push(next);
  }
  const shares = (await overlaps.of(deltas.map(({ snapshotUniqueId }) => snapshotUniqueId))).flatMap(
    ({ snapshotUniqueId, baseUniqueId, bytes }) => {
      const record = records.get(snapshotUniqueId);
      return record && record.baseUniqueId === baseUniqueId && record.bytes > 0 ? [bytes / record.bytes] : [];
    },
  );
  if (chain.kind === "full") growth.freedShare = 1;
  else if (shares.length > 0) growth.freedShare = median(shares);
  return growth;
}

interface ChainPoint {
  chain: Chain;
  snapshots: number;
  kept: number;
  stored: Freed;
  frees: Freed;
}

interface GivenPoint {
  chain: Chain;
  growth: UsualGrowth;
  atMs: number;
  when: When;
  records: ReadonlyMap<string, MeasurementRecord>;
}

async function chainPoint(
  { reclaimOfChain }: ProjectDeps,
  { rule }: SimulateRequest,
  { chain, growth, atMs, when, records }: GivenPoint,
  protectionsAt: ProtectionsAt,
): Promise<ChainPoint> {
  const then = when === "past" ? { ...chain, snapshots: takenBy(chain, atMs) } : chain;
  const toCome = when === "coming" ? growth.timesMs.filter((ms) => ms < atMs) : [];
  const newest = chain.snapshots.at(-1);
  const members = [
    ...then.snapshots.map((snapshot) => toMember(rule, chain, snapshot, protectionsAt, atMs)),
    ...toCome.map((ms): RetentionMember => {
      const isAbout = newest !== undefined && isSelected(rule, newest);
      return { id: `to come ${ms}`, createdAt: new Date(ms).toISOString(), isReady: true, isSelected: isAbout, protections: [] };
    }),
  ];
  const going = new Set(applyRetention(rule, members).flatMap(({ id, reasons }) => (reasons.length === 0 ? id : [])));
  const there = new Set(then.snapshots.flatMap(({ id }) => (going.has(id) ? id : [])));
  const joint = there.size > 0 ? (await reclaimOfChain(then, there)).joint : undefined;
  // Others came, or will, after the newest of then: only what is freed for good counts.
  const freed = (joint?.runs ?? []).map((run) => (when === "now" ? run.freed : run.final));
  const gone = going.size - there.size;
  const { deltaBytes, freedShare } = growth;
  const later: Freed[] =
    gone === 0
      ? []
      : deltaBytes === undefined || freedShare === undefined
        ? [{ state: "unknown", reason: `What deleting a snapshot of ${chain.sourceDiskName} usually frees is not known.` }]
        : [{ state: "known", bytes: Math.round(gone * deltaBytes * freedShare) }];
  return {
    chain,
    snapshots: members.length,
    kept: members.length - going.size,
    stored: sumFreed([
      ...then.snapshots.map(({ name, uniqueId }) => storedOf(name, records.get(uniqueId))),
      ...storedToCome(chain, toCome.length, deltaBytes),
    ]),
    frees: sumFreed([...freed, ...later]),
  };
}

function takenBy({ snapshots }: Chain, atMs: number): Chain["snapshots"] {
  return snapshots.filter(({ timeCreated }) => timeCreated !== undefined && epochMs(timeCreated) < atMs);
}

function storedOf(name: string, record: MeasurementRecord | undefined): Freed {
  return record ? { state: "known", bytes: record.bytes } : { state: "unknown", reason: `${name} is not measured.` };
}

function storedToCome({ sourceDiskName }: Chain, count: number, deltaBytes: number | undefined): Freed[] {
  if (count === 0) return [];
  if (deltaBytes === undefined) return [{ state: "unknown", reason: `No delta of ${sourceDiskName} is measured.` }];
  return [{ state: "known", bytes: count * deltaBytes }];
}

function assumptionsOf(
  { pastMonths, comingMonths }: SimulateRequest,
  chains: readonly Chain[],
  usual: ReadonlyMap<Chain, UsualGrowth>,
): string[] {
  const still = chains.filter((chain) => usual.get(chain)?.timesMs.length === 0).length;
  return [
    ...(pastMonths > 0
      ? [
          "Past months: with the snapshots that are still there, as if the rule had held since the first of them; what is gone by now is in none of it.",
        ]
      : []),
    ...(comingMonths > 0
      ? [
          "Coming months: each chain goes on at its usual interval (the median of its newest gaps), each new snapshot stores the median of its measured deltas, has the tags of its newest one, and when it goes frees the median share that deleting one alone frees today.",
          "Holds and policies end when they say; nothing else is deleted, and no new hold is set.",
        ]
      : []),
    ...(comingMonths > 0 && still > 0
      ? [
          `${still === 1 ? "One chain gets" : `${still} chains get`} no new snapshots: the disk is gone or not seen, or no interval is usual yet.`,
        ]
      : []),
  ];
}
