// What one cell stands for, in bytes and in words.
import { formatOnAxis } from "#lib/change-map/map-axis.ts";
import { cellSpan, isWholeDisk, type MapGrid } from "#lib/change-map/map-grid.ts";
import type { BinnedBytes } from "#lib/change-map/map-messages.ts";
import type { Partition } from "#lib/contract/diffs.ts";
import { formatBytes } from "#lib/domain/format.ts";
import type { PlacedCells } from "./use-map-cells.ts";

export interface CellFacts {
  offset: number;
  length: number;
  /** The offset in the unit of the map's axis. */
  at: string;
  /** Undefined while the cells of this zoom are on their way: the ones of the zoom before would lie. */
  changes: { written: number; cleared: number; kept?: number } | undefined;
}

export function factsOf(grid: MapGrid, cell: number, placed: PlacedCells | undefined): CellFacts {
  const isSame = placed && placed.grid.fromBytes === grid.fromBytes && placed.grid.cellBytes === grid.cellBytes;
  const span = cellSpan(grid, cell);
  return { ...span, at: formatOnAxis(grid, span.offset), changes: isSame ? changesOf(placed, cell) : undefined };
}

function changesOf({ written, cleared, data }: BinnedBytes, cell: number): NonNullable<CellFacts["changes"]> {
  const changes = { written: written[cell] ?? 0, cleared: cleared[cell] ?? 0 };
  return data ? { ...changes, kept: Math.max(0, (data[cell] ?? 0) - changes.written) } : changes;
}

/** One sentence for the live region. */
export function describeCell({ offset, length, at, changes }: CellFacts, partitions: Partition[]): string {
  const parts = changes
    ? [
        changes.written > 0 && `${formatBytes(changes.written)} written`,
        changes.cleared > 0 && `${formatBytes(changes.cleared)} cleared`,
        changes.kept !== undefined && changes.kept > 0 && `${formatBytes(changes.kept)} kept`,
      ].filter(Boolean)
    : ["reading"];
  const where = partitionAt(partitions, offset, length);
  const none = changes?.kept === undefined ? "unchanged" : "never written";
  return `Offset ${at}, ${parts.join(", ") || none}${where ? `, ${where}` : ""}`;
}

/** What the map shows, for the live region: "1.5 GiB from 12 GiB; a cell is 64 KiB". */
export function describeView(grid: MapGrid): string {
  const span = isWholeDisk(grid)
    ? "The whole disk"
    : `${formatBytes(grid.toBytes - grid.fromBytes)} from ${formatOnAxis(grid, grid.fromBytes)}`;
  return `${span}; a cell is ${formatBytes(grid.cellBytes)}`;
}

/** The partitions a span touches, by name and file system. */
export function partitionAt(partitions: Partition[], offset: number, length: number): string | undefined {
  const names = partitions
    .filter((p) => p.startBytes < offset + length && p.startBytes + p.lengthBytes > offset)
    .map((p) => [p.name, p.fileSystem].filter(Boolean).join(" · "));
  return names.length > 0 ? names.join(", ") : undefined;
}

/** A share of a whole for people: "12 %", "3.4 %", "< 0.1 %"; never 0 for something nor 100 for less than all ("> 99.9 %"). */
export function formatShare(part: number, whole: number): string {
  if (part <= 0 || whole <= 0) return "0 %";
  if (part >= whole) return "100 %";
  const percent = (part / whole) * 100;
  if (percent < 0.1) return "< 0.1 %";
  if (percent > 99.9) return "> 99.9 %";
  return percent < 10 || percent > 99 ? `${(Math.floor(percent * 10) / 10).toFixed(1)} %` : `${Math.round(percent)} %`;
}
