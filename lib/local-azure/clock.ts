// The time Local Azure lives in: the machine's, plus an offset that can be moved forward, so that three months
// pass in a second. Azure shows seven digits after the second; JavaScript knows three, so the last four
// (100-nanosecond ticks) are made here, and no two calls ever give the same time.

export interface Clock {
  nowMs(): number;
  /** Seven digits and Z, strictly rising. */
  nowTicks(): string;
  advance(ms: number): void;
  /** Runs when the clock, real or moved, has passed. */
  after(delayMs: number, run: () => void): void;
  /** How far the clock has been moved: kept over a restart. */
  offsetMs(): number;
  /** Forgets what waits. */
  stop(): void;
}

interface Waiting {
  dueMs: number;
  run: () => void;
}

const ticksPerMs = 10_000;
const longestTimerMs = 0x7fffffff;

export function createClock({ offsetMs = 0, realNowMs = Date.now }: { offsetMs?: number; realNowMs?: () => number } = {}): Clock {
  let offset = offsetMs;
  let last = { ms: 0, sub: 0 };
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  const nowMs = () => realNowMs() + offset;

  const runDue = () => {
    const now = nowMs();
    const due = waiting.filter((entry) => entry.dueMs <= now);
    waiting = waiting.filter((entry) => entry.dueMs > now);
    for (const entry of due.sort((a, b) => a.dueMs - b.dueMs)) entry.run();
    arm();
  };

  const arm = () => {
    clearTimeout(timer);
    if (waiting.length === 0) return;
    const earliestMs = Math.min(...waiting.map((entry) => entry.dueMs));
    timer = setTimeout(runDue, Math.min(Math.max(1, earliestMs - nowMs()), longestTimerMs));
    timer.unref();
  };

  return {
    nowMs,
    nowTicks() {
      const sub = Number((process.hrtime.bigint() / 100n) % BigInt(ticksPerMs));
      last = laterOf({ ms: nowMs(), sub }, last);
      return toTicks(last.ms, last.sub);
    },
    advance(ms) {
      offset += ms;
      runDue();
    },
    after(delayMs, run) {
      waiting.push({ dueMs: nowMs() + delayMs, run });
      arm();
    },
    offsetMs: () => offset,
    stop() {
      waiting = [];
      clearTimeout(timer);
    },
  };
}

function laterOf(now: { ms: number; sub: number }, last: { ms: number; sub: number }) {
  if (now.ms > last.ms || (now.ms === last.ms && now.sub > last.sub)) return now;
  return last.sub + 1 < ticksPerMs ? { ms: last.ms, sub: last.sub + 1 } : { ms: last.ms + 1, sub: 0 };
}

/** 1_700_000_000_123 and 4567 → "2023-11-14T22:13:20.1234567Z". */
export function toTicks(ms: number, sub = 0): string {
  return `${new Date(ms).toISOString().slice(0, 23)}${String(sub).padStart(4, "0")}Z`;
}

export function ticksToMs(ticks: string): number {
  return Date.parse(`${ticks.slice(0, 23)}Z`);
}

/** ARM's form: trailing zeros dropped, offset instead of Z. */
export function toArmTime(ticks: string): string {
  return `${ticks.slice(0, -1).replace(/0+$/, "").replace(/\.$/, "")}+00:00`;
}
