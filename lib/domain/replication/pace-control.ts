// How fast a blob is asked, as a share of its stated ceilings ("pace"), and how many requests may be under way.
//
//   pace                       refused: cut, and the knee is where that was
//     │        ╱╲        ╱╲  ↙
//     │ knee ╱    │  ╭──╱   │ ╭──     up to just below the knee it comes back soon, beyond it feels its way, ever
//     │           │╭╯       │╭╯       faster the longer nothing is refused
//     └───────────┴─────────┴──── time
//
// What was sent before a cut says nothing about the pace after it: its refusals do not cut again. A short rest follows each cut,
// in which the service's allowance comes back; while nothing but refusals comes it doubles, and then one request at a time asks.

/** Of the pace, at a refusal; at one soon after another it was cut too little. */
const CUT = 0.9;
const CUT_AGAIN = 0.8;
const SOON_MS = 500;
const LEAST_PACE = 1 / 64;
const MOST_PACE = 16;

const REST_MS = 50;
const MOST_REST_MS = 10_000;
/** From so many cuts on with no answer between them, one request at a time. */
const CUTS_OF_OUTAGE = 4;

/** Up to this share of the knee the pace comes back soon. */
const NEAR_KNEE = 0.97;
const RECOVERY_MS = 1000;
/** Of the pace, a second, beyond the knee; and more where so long nothing was refused. */
const PROBE = 0.01;
const FAST_PROBE = 0.05;
const QUIET_MS = 20_000;
const LONGEST_STEP_MS = 250;

/** Answers that the usual time is the mean of, and the recent one. */
const USUAL_ANSWERS = 256;
const RECENT_ANSWERS = 16;
const FIRST_ANSWERS = 64;
/** Recent answers so much slower than usual are congestion that is not refused yet. */
const SLOWER = 2.5;
const SLOWER_MS = 50;
const SLOW_CUT_EVERY_MS = 1000;

/** Under way at once: what the usual time needs at this pace, and so much more. */
const SPARE_IN_FLIGHT = 3;
const LEAST_IN_FLIGHT = 8;
const IN_FLIGHT_AT_FIRST = 32;

export class PaceControl {
  pace = 1;
  /** Nothing is sent before. */
  restsUntilMs = 0;
  /** Since when nothing but refusals has come; undefined: the last answer was none. */
  refusedSinceMs: number | undefined;
  private readonly requestsPerSecond: number;
  private knee = 1;
  private cutAtMs = Number.NEGATIVE_INFINITY;
  private cutsInRow = 0;
  private grownAtMs: number | undefined;
  private answers = 0;
  private usualMs = 0;
  private recentMs = 0;

  constructor(requestsPerSecond: number) {
    this.requestsPerSecond = requestsPerSecond;
  }

  /** Done, in `tookMs`. `isHeldBack`: more would have been sent, had the pace let it; only then it grows. */
  answered(nowMs: number, tookMs: number, isHeldBack: boolean): void {
    this.refusedSinceMs = undefined;
    this.cutsInRow = 0;
    this.answers += 1;
    this.usualMs += (tookMs - this.usualMs) / Math.min(this.answers, USUAL_ANSWERS);
    this.recentMs += (tookMs - this.recentMs) / Math.min(this.answers, RECENT_ANSWERS);
    const stepMs = Math.min(LONGEST_STEP_MS, nowMs - (this.grownAtMs ?? nowMs));
    this.grownAtMs = nowMs;
    if (this.isSlow(nowMs)) this.cut(nowMs);
    else if (isHeldBack) this.grow(nowMs, stepMs);
  }

  /** Refused, or worn down: what was sent at `sentAtMs` is to be done again, not before the wait that was asked for. */
  refused(nowMs: number, sentAtMs: number, retryAfterMs = 0): void {
    this.refusedSinceMs ??= nowMs;
    this.grownAtMs = nowMs;
    if (sentAtMs >= this.cutAtMs) {
      this.cut(nowMs);
      this.cutsInRow += 1;
      this.restsUntilMs = Math.max(this.restsUntilMs, nowMs + Math.min(MOST_REST_MS, REST_MS * 2 ** (this.cutsInRow - 1)));
    }
    this.restsUntilMs = Math.max(this.restsUntilMs, nowMs + retryAfterMs);
  }

  mostInFlight(): number {
    if (this.cutsInRow >= CUTS_OF_OUTAGE) return 1;
    if (this.answers === 0) return IN_FLIGHT_AT_FIRST;
    const needed = (this.pace * this.requestsPerSecond * this.usualMs) / 1000;
    return LEAST_IN_FLIGHT + Math.ceil(SPARE_IN_FLIGHT * needed);
  }

  private isSlow(nowMs: number): boolean {
    const { answers, recentMs, usualMs } = this;
    if (answers < FIRST_ANSWERS || nowMs < this.cutAtMs + SLOW_CUT_EVERY_MS) return false;
    return recentMs > usualMs * SLOWER && recentMs > usualMs + SLOWER_MS;
  }

  private cut(nowMs: number): void {
    // While nothing but refusals comes, the knee stays where they began: how much the blob takes is not what is found out.
    if (this.cutsInRow === 0) this.knee = this.pace;
    this.pace = Math.max(LEAST_PACE, this.pace * (nowMs < this.cutAtMs + SOON_MS ? CUT_AGAIN : CUT));
    this.cutAtMs = nowMs;
  }

  private grow(nowMs: number, stepMs: number): void {
    const near = this.knee * NEAR_KNEE;
    if (this.pace < near) {
      this.pace += (near - this.pace) * (1 - Math.exp(-stepMs / RECOVERY_MS));
      if (this.pace > near * 0.995) this.pace = near;
      return;
    }
    const isQuiet = nowMs > this.cutAtMs + QUIET_MS && this.cutAtMs > Number.NEGATIVE_INFINITY;
    this.pace = Math.min(MOST_PACE, this.pace * (1 + ((isQuiet ? FAST_PROBE : PROBE) * stepMs) / 1000));
  }
}
