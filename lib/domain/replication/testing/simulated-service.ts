// A clock that is moved by hand, and a blob that takes so much a second, as its token bucket has it.
import { setImmediate as settled } from "node:timers/promises";
import { Congestion } from "../congestion.ts";
import type { PacerClock } from "../pacer.ts";

interface Timer {
  atMs: number;
  order: number;
  ring(): void;
}

export class SimulatedClock implements PacerClock {
  private now = 0;
  private order = 0;
  private timers: Timer[] = [];

  nowMs(): number {
    return this.now;
  }

  get pending(): number {
    return this.timers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer: Timer = { atMs: this.now + Math.max(0, ms), order: this.order, ring: resolve };
      this.order += 1;
      let at = this.timers.length;
      while (at > 0 && (this.timers[at - 1]?.atMs ?? 0) > timer.atMs) at -= 1;
      this.timers.splice(at, 0, timer);
      const onAbort = () => {
        this.timers = this.timers.filter((one) => one !== timer);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Everything up to then happens, in its order. */
  async advanceTo(untilMs: number): Promise<void> {
    await settled();
    for (let next = this.timers[0]; next && next.atMs <= untilMs; next = this.timers[0]) {
      this.timers.shift();
      this.now = next.atMs;
      next.ring();
      await settled();
    }
    this.now = Math.max(this.now, untilMs);
  }

  /** Until the work is done, however long that takes. */
  async advanceUntil<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const end = () => {
      isDone = true;
    };
    work.then(end, end);
    await settled();
    while (!isDone) {
      const next = this.timers[0];
      if (next === undefined) throw new Error("nothing goes on any more");
      await this.advanceTo(next.atMs);
    }
    return work;
  }
}

export interface SimulatedCeilings {
  requestsPerSecond: number;
  bytesPerSecond: number;
  /** What may come at once after a pause. */
  burstMs: number;
  latencyMs(): number;
  /** Said with a refusal. */
  retryAfterMs?: number;
}

export interface SimulatedAnswer {
  atMs: number;
  job: string;
  isRefused: boolean;
  bytes: number;
}

export class SimulatedBlob {
  readonly answers: SimulatedAnswer[] = [];
  readonly ceilings: SimulatedCeilings;
  /** At the same time. */
  mostInFlight = 0;
  private inFlight = 0;
  private readonly clock: SimulatedClock;
  private readonly left: { atMs: number; requests: number; bytes: number };

  constructor(clock: SimulatedClock, ceilings: SimulatedCeilings) {
    this.clock = clock;
    this.ceilings = ceilings;
    this.left = { atMs: 0, requests: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
  }

  async write(bytes = 0, job = ""): Promise<void> {
    const isRefused = !this.admit(bytes);
    this.answers.push({ atMs: this.clock.nowMs(), job, isRefused, bytes });
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    await this.clock.sleep(isRefused ? 5 : this.ceilings.latencyMs());
    this.inFlight -= 1;
    if (isRefused) throw new Congestion("503 ServerBusy", this.ceilings.retryAfterMs);
  }

  /** Answers that were no refusals in this time, a second. */
  rate(fromMs: number, untilMs: number): number {
    const done = this.answers.filter(({ atMs, isRefused }) => !isRefused && atMs >= fromMs && atMs < untilMs);
    return done.length / ((untilMs - fromMs) / 1000);
  }

  bytesRate(fromMs: number, untilMs: number): number {
    const done = this.answers.filter(({ atMs, isRefused }) => !isRefused && atMs >= fromMs && atMs < untilMs);
    return done.reduce((sum, { bytes }) => sum + bytes, 0) / ((untilMs - fromMs) / 1000);
  }

  refusedShare(fromMs: number, untilMs: number): number {
    const all = this.answers.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs);
    return all.filter(({ isRefused }) => isRefused).length / all.length;
  }

  private admit(bytes: number): boolean {
    const { requestsPerSecond, bytesPerSecond, burstMs } = this.ceilings;
    const { left } = this;
    const passedMs = this.clock.nowMs() - left.atMs;
    left.atMs = this.clock.nowMs();
    left.requests = Math.min((requestsPerSecond * burstMs) / 1000, left.requests + (passedMs * requestsPerSecond) / 1000);
    left.bytes = Math.min((bytesPerSecond * burstMs) / 1000, left.bytes + (passedMs * bytesPerSecond) / 1000);
    if (left.requests < 1 || left.bytes <= 0) return false;
    left.requests -= 1;
    left.bytes -= bytes;
    return true;
  }
}
