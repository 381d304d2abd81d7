// Where the nodes of a chain stand and how large they are. Time runs linearly; snapshots taken close together are
// moved apart so that each can be seen and pressed.
//
//   ■──●──●────┄┄ 9 days ┄┄────●──●⚡●──○      ■ all data  ● delta by area  ┄ gap  ⚡ break  ○ unknown

export interface TimelineItem {
  id: string;
  atMs: number;
  /** null: not measured. */
  bytes: number | null;
  /** All data rather than what changed: drawn with a shape of its own, not by area. */
  isBaseline: boolean;
}

export interface TimelineNode extends TimelineItem {
  x: number;
  radius: number;
}

export interface TimelineGap {
  x1: number;
  x2: number;
  days: number;
}

export interface TimelineLayout {
  nodes: TimelineNode[];
  gaps: TimelineGap[];
  width: number;
  ticks: { x: number; label: string }[];
}

/** By the item's id. */
export type NodeOf = (id: string) => TimelineNode | undefined;

export interface TimelineOptions {
  width: number;
  padding: number;
  /** Between two neighbours, who never overlap either; the layout grows wider rather than closer. */
  minStep: number;
  maxRadius: number;
  /** Where the largest area is the same over several chains. */
  largestBytes?: number;
  /** Where several chains share one axis. */
  spanMs?: readonly [from: number, to: number];
}

const MIN_RADIUS = 2;
const DAY_MS = 86_400_000;
/** A pause this many times the usual interval is drawn as a gap. */
const GAP_FACTOR = 2.5;
const TICK_PX = 90;

export function layoutTimeline(items: readonly TimelineItem[], options: TimelineOptions): TimelineLayout {
  const { padding } = options;
  const sorted = items.toSorted((a, b) => a.atMs - b.atMs);
  const [fromMs, toMs] = options.spanMs ?? [sorted[0]?.atMs ?? 0, sorted.at(-1)?.atMs ?? 0];
  const { radii, steps } = measure(sorted, options);
  const needed = sum(steps);
  const room = Math.max(1, options.width - 2 * padding, needed);
  const scale = toMs > fromMs ? room / (toMs - fromMs) : 0;
  const xs = spread(
    sorted.map((item) => (scale === 0 ? padding + room / 2 : padding + (item.atMs - fromMs) * scale)),
    steps,
    padding + room,
  );
  const nodes = sorted.map((item, i) => ({ ...item, x: xs[i] ?? padding, radius: radii[i] ?? MIN_RADIUS }));
  return { nodes, gaps: findGaps(nodes), width: room + 2 * padding, ticks: toTicks(nodes, room) };
}

export function largestDelta(items: readonly TimelineItem[]): number {
  return items.reduce((max, item) => (item.isBaseline ? max : Math.max(max, item.bytes ?? 0)), 0);
}

/**
 * How large the nodes are, and how far apart they have to stand. Where the largest would overlap or make the line longer than
 * it need be, all become smaller in proportion; not where several chains share one scale.
 */
function measure(items: readonly TimelineItem[], options: TimelineOptions): { radii: number[]; steps: number[] } {
  const { minStep, maxRadius, width, padding, largestBytes } = options;
  const apart = (radii: number[]) => radii.slice(1).map((radius, i) => Math.max(minStep, radius + (radii[i] ?? 0)));
  const full = items.map((item) => radiusOf(item, largestBytes ?? largestDelta(items), maxRadius));
  if (largestBytes !== undefined) return { radii: full, steps: full.slice(1).map(() => minStep) };
  const wanted = sum(apart(full));
  const room = Math.max(width - 2 * padding, (items.length - 1) * minStep);
  const share = wanted <= room ? 1 : Math.max(room / wanted, minStep / 2 / maxRadius);
  const radii = full.map((radius) => Math.max(MIN_RADIUS, radius * share));
  return { radii, steps: apart(radii) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Area by bytes. What stores all data would dwarf the rest: it gets one middle size and its own shape. */
function radiusOf(item: TimelineItem, largest: number, maxRadius: number): number {
  if (item.isBaseline || item.bytes === null) return maxRadius * 0.5;
  if (largest === 0) return MIN_RADIUS;
  return Math.max(MIN_RADIUS, maxRadius * Math.sqrt(Math.min(1, item.bytes / largest)));
}

/** Keeps the order and the distances, and stays left of the end: pushed right first, then back from the end. */
function spread(xs: number[], steps: number[], end: number): number[] {
  const placed = [...xs];
  for (let i = 1; i < placed.length; i += 1) placed[i] = Math.max(placed[i] ?? 0, (placed[i - 1] ?? 0) + (steps[i - 1] ?? 0));
  for (let i = placed.length - 1; i >= 0; i -= 1) {
    const limit = i === placed.length - 1 ? end : (placed[i + 1] ?? end) - (steps[i] ?? 0);
    placed[i] = Math.min(placed[i] ?? 0, limit);
  }
  return placed;
}

/** Against the steps beside it, not against the whole: a schedule may have changed from weekly to daily. */
function findGaps(nodes: readonly TimelineNode[]): TimelineGap[] {
  const steps = nodes.slice(1).map((node, i) => node.atMs - (nodes[i]?.atMs ?? 0));
  return nodes.slice(1).flatMap((node, i) => {
    const before = nodes[i];
    const stepMs = steps[i] ?? 0;
    const usual = Math.max(steps[i - 1] ?? 0, steps[i + 1] ?? 0);
    if (!before || usual === 0 || stepMs < usual * GAP_FACTOR || stepMs < 2 * DAY_MS) return [];
    return [{ x1: before.x + before.radius, x2: node.x - node.radius, days: Math.round(stepMs / DAY_MS) }];
  });
}

/** Dates under nodes, never closer than can be read. The newest always has its own. */
function toTicks(nodes: readonly TimelineNode[], room: number): TimelineLayout["ticks"] {
  const last = nodes.at(-1);
  if (!last) return [];
  const step = Math.max(TICK_PX, room / 12);
  const chosen = [last];
  for (const node of nodes.toReversed()) {
    const next = chosen[0];
    if (next && next.x - node.x >= step) chosen.unshift(node);
  }
  return chosen.map((node) => ({ x: node.x, label: formatDay(node.atMs) }));
}

function formatDay(atMs: number): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(atMs);
}

const LABEL_PX = 62;

/** The nodes that get their bytes written beside them: the largest first, as long as no two labels meet. */
export function chooseLabels(nodes: readonly TimelineNode[]): ReadonlySet<number> {
  const byWeight = nodes.map((node, i) => ({ i, node })).filter(({ node }) => node.bytes !== null);
  byWeight.sort((a, b) => (b.node.bytes ?? 0) - (a.node.bytes ?? 0));
  const chosen: { i: number; node: TimelineNode }[] = [];
  for (const candidate of byWeight) {
    if (chosen.every(({ node }) => Math.abs(node.x - candidate.node.x) >= LABEL_PX)) chosen.push(candidate);
  }
  return new Set(chosen.map(({ i }) => i));
}
