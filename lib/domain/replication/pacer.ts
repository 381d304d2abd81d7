// Lets requests to one blob go as fast as it takes them. Whatever is thrown as Congestion is done again, by turns with what
// waits, and slows all down (pace-control.ts); everything else is the caller's. Jobs that share a pacer take turns.
import { AppError } from "#lib/domain/app-error.ts";
import { Congestion } from "./congestion.ts";
import { FairQueue } from "./fair-queue.ts";
import { PaceControl } from "./pace-control.ts";

export interface PacerClock {
  nowMs(): number;
  /** Ends early, by a rejection, when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface PacerOptions {
  clock: PacerClock;
  /** What the blob is said to take; where it is found to take more or less, that is what it gets. */
  requestsPerSecond: number;
  bytesPerSecond: number;
  /** Requests under way, at most. */
  mostInFlight?: number;
  /** Of nothing but congestion; then all that waits fails. */
  giveUpAfterMs?: number;
}

export interface PacedWork {
  /** Counted against the blob's bytes a second. */
  bytes?: number;
  /** Whose it is: jobs take turns. */
  job?: string;
}

export interface Pacer {
  /** The work's result. Aborted while it waits, it rejects at once with the signal's reason; work under way ends by itself. */
  run<T>(work: () => Promise<T>, signal: AbortSignal, paced?: PacedWork): Promise<T>;
}

/** Sent at once after a wait, at most: what comes due while a timer is late. */
const BURST_MS = 25;
/** Shorter ones are rounding, and a clock may not even feel them. */
const LEAST_WAIT_MS = 1e-3;
const GIVE_UP_AFTER_MS = 300_000;
const MOST_IN_FLIGHT = 128;

interface Ticket {
  job: string;
  bytes: number;
  /** Resolves when the ticket is settled or back in the queue. */
  attempt(): Promise<void>;
  fail(error: unknown): void;
}

export function createPacer(options: PacerOptions): Pacer {
  const line = new PacedLine(options);
  return { run: (work, signal, paced = {}) => line.run(work, signal, paced) };
}

class PacedLine {
  private readonly options: PacerOptions;
  private readonly clock: PacerClock;
  private readonly control: PaceControl;
  private readonly queue = new FairQueue<Ticket>();
  private inFlight = 0;
  private isHeldBack = false;
  /** What may be sent now; bytes go below zero, as a request is sent whole. */
  private readonly allowance: { atMs: number; requests: number; bytes: number };
  private alarm: { atMs: number; off: AbortController } | undefined;

  constructor(options: PacerOptions) {
    this.options = options;
    this.clock = options.clock;
    this.control = new PaceControl(options.requestsPerSecond);
    this.allowance = { atMs: options.clock.nowMs(), requests: 1, bytes: 0 };
  }

  run<T>(work: () => Promise<T>, signal: AbortSignal, { bytes = 0, job = "" }: PacedWork): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = () => {
        // Under way: the work hears of it by itself.
        if (this.queue.remove(ticket)) {
          reject(signal.reason);
          this.pump();
        }
      };
      const done = (settle: () => void) => {
        signal.removeEventListener("abort", onAbort);
        settle();
      };
      const ticket: Ticket = {
        job,
        bytes,
        fail: (error) => done(() => reject(error)),
        attempt: async () => {
          const sentAtMs = this.clock.nowMs();
          try {
            const result = await work();
            this.control.answered(this.clock.nowMs(), this.clock.nowMs() - sentAtMs, this.isHeldBack);
            done(() => resolve(result));
          } catch (error) {
            if (!(error instanceof Congestion)) {
              this.control.refusedSinceMs = undefined;
              return done(() => reject(error));
            }
            this.control.refused(this.clock.nowMs(), sentAtMs, error.retryAfterMs);
            if (signal.aborted) return done(() => reject(signal.reason));
            this.queue.putBack(ticket);
            this.giveUpIfHopeless(error);
          }
        },
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.queue.add(ticket);
      this.pump();
    });
  }

  private pump(): void {
    const mostInFlight = this.options.mostInFlight ?? MOST_IN_FLIGHT;
    this.isHeldBack = false;
    while (this.queue.size > 0 && this.inFlight < Math.min(mostInFlight, this.control.mostInFlight())) {
      const waitMs = this.waitMs();
      if (waitMs > LEAST_WAIT_MS) {
        this.isHeldBack = true;
        this.wakeIn(waitMs);
        return;
      }
      const ticket = this.queue.take();
      if (ticket === undefined) break;
      this.allowance.requests -= 1;
      this.allowance.bytes -= ticket.bytes;
      this.inFlight += 1;
      void ticket.attempt().finally(() => {
        this.inFlight -= 1;
        this.pump();
      });
    }
    this.silence();
  }

  /** Until the next may be sent. */
  private waitMs(): number {
    const { allowance, control, options } = this;
    const nowMs = this.clock.nowMs();
    const perMs = { requests: (control.pace * options.requestsPerSecond) / 1000, bytes: (control.pace * options.bytesPerSecond) / 1000 };
    const passedMs = nowMs - allowance.atMs;
    allowance.atMs = nowMs;
    allowance.requests = Math.min(Math.max(1, perMs.requests * BURST_MS), allowance.requests + passedMs * perMs.requests);
    allowance.bytes = Math.min(perMs.bytes * BURST_MS, allowance.bytes + passedMs * perMs.bytes);
    return Math.max(control.restsUntilMs - nowMs, (1 - allowance.requests) / perMs.requests, -allowance.bytes / perMs.bytes);
  }

  private wakeIn(waitMs: number): void {
    const atMs = this.clock.nowMs() + waitMs;
    if (this.alarm && this.alarm.atMs <= atMs) return;
    this.silence();
    const alarm = { atMs, off: new AbortController() };
    this.alarm = alarm;
    const wake = () => {
      if (this.alarm !== alarm) return;
      this.alarm = undefined;
      this.pump();
    };
    void this.clock.sleep(waitMs, alarm.off.signal).then(wake, () => undefined);
  }

  private silence(): void {
    this.alarm?.off.abort();
    this.alarm = undefined;
  }

  private giveUpIfHopeless(cause: Congestion): void {
    const sinceMs = this.control.refusedSinceMs ?? this.clock.nowMs();
    const hopelessMs = this.options.giveUpAfterMs ?? GIVE_UP_AFTER_MS;
    if (this.clock.nowMs() - sinceMs < hopelessMs) return;
    const message = `The storage service has refused every request for ${Math.round(hopelessMs / 1000)} seconds: it is too busy.`;
    for (let ticket = this.queue.take(); ticket; ticket = this.queue.take())
      ticket.fail(new AppError("azure-throttled", message, { cause }));
    // Whoever comes now tries anew.
    if (this.inFlight <= 1) this.control.refusedSinceMs = undefined;
  }
}
