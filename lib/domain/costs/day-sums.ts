// What the days of a month add up to, while the snapshots of an estimate are gone through one by one.
import type { CostPart } from "./cost-part.ts";

/** Amounts in units of 1e-18. */
export const emptyDay = () => ({ quantity: 0n, usd: 0n, storedBytes: 0, uncounted: 0, unsized: 0 });
export type DaySums = ReturnType<typeof emptyDay>[];

/** What one snapshot stored when each day ended. */
export function addStored(parts: readonly CostPart[], hoursElapsed: number, days: DaySums): void {
  for (const { fromHour, toHour, bytes } of parts) {
    for (let index = Math.floor(fromHour / 24); index * 24 < toHour; index += 1) {
      const day = days[index];
      if (!day || Math.min((index + 1) * 24, hoursElapsed) > toHour) continue;
      if (bytes === null) day.unsized += 1;
      else day.storedBytes += bytes;
    }
  }
}

/** Of one snapshot, the hours that are in no amount: it counts once in each day that has some. */
export function addGaps(gaps: readonly Pick<CostPart, "fromHour" | "toHour">[], days: DaySums): void {
  const touched = new Set(
    gaps.flatMap(({ fromHour, toHour }) => {
      const first = Math.floor(fromHour / 24);
      return Array.from({ length: Math.ceil(toHour / 24) - first }, (_, i) => first + i);
    }),
  );
  for (const index of touched) {
    const day = days[index];
    if (day) day.uncounted += 1;
  }
}
