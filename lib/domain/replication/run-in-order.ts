import type { PacedWork, Pacer } from "./pacer.ts";

export interface RunPacedOptions {
  pacer: Pacer;
  /** Of this run, under way or waiting for their turn. */
  atOnce: number;
  signal: AbortSignal;
  /** All before this index are done: whoever goes on begins here. */
  onProgress?(contiguousDone: number): void;
  job?: string;
  bytesOf?(index: number): number;
}

/** What may be done beyond the first that is not, as a share of all: that much is done again after a crash. */
const MOST_AHEAD = 0.01;

/**
 * Does works `startAt` … `count - 1`, begun in order. Never runs further ahead of the first undone one than a hundredth of all,
 * or `atOnce`. The first failure stops the rest; when all under way have ended, it is thrown.
 */
export async function runPaced(
  count: number,
  startAt: number,
  work: (index: number, signal: AbortSignal) => Promise<unknown>,
  { pacer, atOnce, signal, onProgress, job, bytesOf }: RunPacedOptions,
): Promise<void> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const mostAhead = Math.max(atOnce, Math.min(2 * atOnce, Math.floor(count * MOST_AHEAD)));
  const done = new Set<number>();
  let contiguous = startAt;
  let next = startAt;
  let moved = Promise.withResolvers<void>();
  const move = () => {
    moved.resolve();
    moved = Promise.withResolvers<void>();
  };
  either.addEventListener("abort", move, { once: true });

  const finish = (index: number) => {
    done.add(index);
    if (index !== contiguous) return;
    while (done.delete(contiguous)) contiguous += 1;
    onProgress?.(contiguous);
    move();
  };
  const worker = async () => {
    while (next < count && !either.aborted) {
      if (next >= contiguous + mostAhead) {
        await moved.promise;
        continue;
      }
      const index = next;
      next += 1;
      const paced: PacedWork = { bytes: bytesOf?.(index), job };
      await pacer.run(() => work(index, either), either, paced);
      finish(index);
    }
  };
  let failure: { error: unknown } | undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
    stop.abort(error);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, Math.max(0, count - startAt)) }, () => worker().catch(fail)));
  signal.throwIfAborted();
  if (failure) throw failure.error;
}
