// How near the planner comes to what one page blob can take, on three workloads: against the best of all plans that bridge
// gaps up to one width, and against copying each cell of a 4 MiB grid in which anything changed. Seconds are those of the
// ceilings (500 requests, 60 MiB a second); only the planning itself is measured on this machine.
import { PAGE_BYTES, type RangeList } from "#lib/domain/ranges/block-range.ts";
import { tallyBridges } from "./bridge-tally.ts";
import { MAX_REQUEST_BYTES, planRequests, type RequestPlan, type TransferRates } from "./request-plan.ts";
import { type StripeChanges, stripesWritten } from "./stripe-changes.ts";
import { createRandom } from "./testing/random.ts";
import { clusters, scattered } from "./testing/workloads.ts";

interface Figure {
  name: string;
  value: number;
  unit: string;
  target: string;
  ok: boolean;
  peer?: string;
}

const MAX_PAGES = MAX_REQUEST_BYTES / PAGE_BYTES;
const STRIPE_BYTES = 8 * 2 ** 40;
const rates: TransferRates = { requestsPerSecond: 500, bytesPerSecond: 60 * 2 ** 20, usdPerRequest: 2e-6, usdPerByte: 0.02 / 2 ** 30 };

const workloads: { name: string; make: () => RangeList }[] = [
  { name: "1-tib-2e5-writes-24-kib", make: () => scattered(createRandom(1), 2 ** 40, 200_000, [8192, 40_960]) },
  { name: "4-tib-5e4-writes-1-mib", make: () => clusters(createRandom(2), 4 * 2 ** 40, 50_000, 200) },
  { name: "100-gib-1e6-writes-4-8-kib", make: () => scattered(createRandom(3), 100 * 2 ** 30, 1_000_000, [4096, 8192]) },
];

export async function benchDeltaPlanner(): Promise<Figure[]> {
  return [...workloads.flatMap(({ name, make }) => figuresOf(name, make())), ...planningOfManyRanges()];
}

function figuresOf(name: string, changes: RangeList): Figure[] {
  const [stripe] = [...stripesWritten(changes, STRIPE_BYTES)];
  if (stripe === undefined) throw new Error("a workload without writes");
  const startMs = performance.now();
  const plan = planRequests(changes, "least-time", rates, STRIPE_BYTES);
  const planMs = performance.now() - startMs;
  const seconds = secondsOf(plan.writes.offsets.length, plan.writtenBytes);
  const { gapBytes, best } = bestGap(stripe);
  const grid = gridSeconds(stripe);
  const ofBest = seconds / best;
  const ofGrid = grid / seconds;
  return [
    {
      name: `${name}: planned, against the best width of gaps`,
      value: round(ofBest, 4),
      unit: "x",
      target: "<= 1.01",
      ok: ofBest <= 1.01,
      peer: `${round(seconds, 1)} s planned, ${round(best, 1)} s where gaps up to ${gapBytes / 1024} KiB are bridged`,
    },
    {
      name: `${name}: a 4 MiB grid, against planned`,
      value: round(ofGrid, 2),
      unit: "x",
      target: ">= 2.5",
      ok: ofGrid >= 2.5,
      peer: `grid ${round(grid, 1)} s`,
    },
    {
      name: `${name}: planning ${stripe.starts.length} ranges`,
      value: Math.round(planMs),
      unit: "ms",
      target: "<= 5000",
      ok: planMs <= 5000,
    },
  ];
}

/** A million ranges in a disk of 32 TiB, for each objective. */
function planningOfManyRanges(): Figure[] {
  const changes = scattered(createRandom(4), 32 * 2 ** 40, 1_000_000, [4096, 65_536]);
  return (["fewest-bytes", "least-cost", "least-time"] as const).map((objective) => {
    const startMs = performance.now();
    const plan: RequestPlan = planRequests(changes, objective, rates, STRIPE_BYTES);
    const ms = performance.now() - startMs;
    const peer = `${plan.writes.offsets.length} requests of ${changes.offsets.length} ranges`;
    return { name: `plan-1e6-ranges, ${objective}`, value: Math.round(ms), unit: "ms", target: "<= 5000", ok: ms <= 5000, peer };
  });
}

function secondsOf(requests: number, bytes: number): number {
  return Math.max(requests / rates.requestsPerSecond, bytes / rates.bytesPerSecond);
}

/** Of every width of 4 KiB and its multiples up to what one request takes. */
function bestGap(stripe: StripeChanges): { gapBytes: number; best: number } {
  const { starts, ends } = stripe;
  let found = { gapBytes: 0, best: Number.POSITIVE_INFINITY };
  for (let gapBytes = 0; gapBytes <= MAX_REQUEST_BYTES; gapBytes += gapBytes < 262_144 ? 4096 : 65_536) {
    const bridges = Uint8Array.from(starts, (start, i) => (i > 0 && (start - (ends[i - 1] ?? 0)) * PAGE_BYTES <= gapBytes ? 1 : 0));
    const { requests, gapPages } = tallyBridges(stripe, bridges, MAX_PAGES);
    const best = secondsOf(requests, (stripe.pages + gapPages) * PAGE_BYTES);
    if (best < found.best) found = { gapBytes, best };
  }
  return found;
}

function gridSeconds({ starts, ends }: StripeChanges): number {
  let cells = 0;
  let last = -1;
  for (let i = 0; i < starts.length; i += 1) {
    const first = Math.max(last + 1, Math.floor((starts[i] ?? 0) / MAX_PAGES));
    const end = Math.ceil((ends[i] ?? 0) / MAX_PAGES);
    if (end <= first) continue;
    cells += end - first;
    last = end - 1;
  }
  return secondsOf(cells, cells * MAX_REQUEST_BYTES);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
