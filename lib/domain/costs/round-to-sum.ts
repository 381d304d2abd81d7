// Amounts as they stand on a page: rounded, and so that the lines still add up to the total beneath them. None is moved by a
// whole unit of its last digit. Why so: docs/decisions/0010-shown-amounts-add-up.md.
import { nearestUnits, shareOut, sumFine, toFine, unitOf, unitsToText } from "./fine-units.ts";

export interface RoundedColumn {
  /** Decimal strings; null where a line has none. */
  lines: (string | null)[];
  total: string;
}

/** What the total has besides these lines counts as one line more: it is not on the page. */
export function roundToSum(lines: readonly (string | null)[], total: string, decimals: number): RoundedColumn {
  const unit = unitOf(decimals);
  const [known, whole] = [lines.flatMap((line) => (line === null ? [] : toFine(line))), toFine(total)];
  const target = nearestUnits(whole, unit);
  const shares = shareOut([...known, whole - sumFine(known)], target, unit);
  let next = 0;
  return {
    lines: lines.map((line) => (line === null ? null : unitsToText(shares[next++] ?? 0n, decimals))),
    total: unitsToText(target, decimals),
  };
}
