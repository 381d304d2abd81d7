import { formatBytes, formatDuration } from "#lib/domain/format.ts";
import type { Clock } from "#lib/services/ports/clock.ts";

const WINDOW_MS = 15_000;
const FIRST_MS = 3000;

/** How fast bytes come, by what came of late, and how long the rest will take. */
export class Speed {
  private readonly clock: Clock;
  private readonly seen: { atMs: number; bytes: number }[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** ", 55 MiB/s, 40 s left"; empty while that cannot be told. */
  words(doneBytes: number, totalBytes: number): string {
    const nowMs = this.clock.nowMs();
    const { seen } = this;
    const newest = seen.at(-1);
    if (!newest || nowMs - newest.atMs >= 250) seen.push({ atMs: nowMs, bytes: doneBytes });
    while (seen.length > 2 && nowMs - (seen[0]?.atMs ?? nowMs) > WINDOW_MS) seen.shift();
    const [oldest] = seen;
    if (!oldest || nowMs - oldest.atMs < FIRST_MS || doneBytes <= oldest.bytes) return "";
    const perMs = (doneBytes - oldest.bytes) / (nowMs - oldest.atMs);
    const left = (totalBytes - doneBytes) / perMs;
    return `, ${formatBytes(Math.round(perMs * 1000))}/s, ${formatDuration(left)} left`;
  }
}
