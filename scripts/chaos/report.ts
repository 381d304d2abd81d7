// What a part of the trial counts, and what it promises never to see. A broken promise is said at once with what was seen.
import type { Figure } from "../bench-figure.ts";

export interface Report {
  count(name: string, by?: number): void;
  /** What must never be: shown as 0 where nothing of it was seen. */
  never(name: string, ...seen: string[]): void;
  /** How far it is. */
  say(text: string): void;
  figures(): Figure[];
}

export function createReport(part: string): Report {
  const counts = new Map<string, number>();
  const breaches = new Map<string, number>();
  return {
    count: (name, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    never(name, ...seen) {
      breaches.set(name, (breaches.get(name) ?? 0) + seen.length);
      for (const what of seen) console.error(`BROKEN ${part}: ${name}: ${what}`);
    },
    say: (text) => console.log(`chaos: ${part}: ${text}`),
    figures: () => [
      ...[...counts].map(([name, value]) => ({ name: `${part}: ${name}`, value, unit: "", target: "", ok: true })),
      ...[...breaches].map(([name, value]) => ({ name: `${part}: ${name}`, value, unit: "", target: "0", ok: value === 0 })),
    ],
  };
}
