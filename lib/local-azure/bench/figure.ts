// What a bench prints, and how long things take.

export interface BenchFigure {
  name: string;
  value: number;
  unit: string;
  target: string;
  ok: boolean;
  /** The same by somebody else in the same run. */
  peer?: string;
}

interface Shown {
  name: string;
  value: number;
  unit: string;
  peer?: string;
}

export function figure({ value, ...shown }: Shown, sense: "<=" | ">=", bound: number): BenchFigure {
  const ok = sense === "<=" ? value <= bound : value >= bound;
  return { ...shown, value: round(value), target: `${sense} ${bound}`, ok };
}

/** A figure that nothing is promised about. */
export function shownFigure({ value, ...shown }: Shown): BenchFigure {
  return { ...shown, value: round(value), target: "shown", ok: true };
}

/** A ratio, with the peer's own figure beside it. */
export function ratioFigure(name: string, ratio: number, peer: string): BenchFigure {
  return shownFigure({ name, value: ratio, unit: "x", peer });
}

export async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}
