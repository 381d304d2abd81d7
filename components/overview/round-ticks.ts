// Axis marks that are round in the unit they are written in: 0, 200, 400 GiB and not 0, 186, 373.

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const MAX_STEPS = 4;

/** From zero to the first mark at or above max. base: 1024 for bytes, 1000 for money. */
export function roundTicks(max: number, base: 1024 | 1000): number[] {
  if (!(max > 0)) return [0, 1];
  const unit = base ** Math.floor(Math.log(max) / Math.log(base));
  const inUnit = max / unit;
  const step = (STEPS.find((candidate) => Math.ceil(inUnit / candidate) <= MAX_STEPS) ?? 500) * unit;
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, i) => i * step);
}
