// What chains store together, in one way wherever it stands: at least so much where something in them is not measured.
import type { ChainRow } from "#lib/contract/chains.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { formatBytes } from "#lib/domain/format.ts";

type Measured = Pick<ChainRow, "storedBytes" | "measuredCount" | "snapshotCount">;

export function isLeast({ measuredCount, snapshotCount }: Pick<Measured, "measuredCount" | "snapshotCount">): boolean {
  return measuredCount < snapshotCount;
}

/** "≥ 12.3 GiB"; where nothing is measured there is no number. */
export function storedTotal(chains: readonly Measured[]): string {
  if (chains.length > 0 && chains.every(({ measuredCount }) => measuredCount === 0)) return "not measured";
  return atLeast(formatBytes(chains.reduce((sum, { storedBytes }) => sum + storedBytes, 0)), chains.some(isLeast));
}
