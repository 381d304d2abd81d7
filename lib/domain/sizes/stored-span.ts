// What a snapshot stored over time. Each span says what it stored against one base; when the base goes, Azure merges the
// base's data into the snapshot and the next span begins. Half-open, of one snapshot, in any order, never overlapping:
//
//   spans    ├── 5 GiB ──┤├── not measured ──┤        ├── 7 GiB ── …
//   period        [                                       )
//   pieces        ├ 5 GiB┤├── null ──────────┤        ├ 7 ┤

import { epochMs } from "#lib/domain/iso-time.ts";

/** Times are ISO; until is absent while it holds. bytes is null when it was not measured. */
export interface SpanOfBytes {
  since: string;
  until?: string;
  bytes: number | null;
}

/** Milliseconds since 1970, half-open. */
export interface StoredPiece {
  fromMs: number;
  toMs: number;
  bytes: number | null;
}

/** Oldest first, none empty, neighbours of one size joined; where it was not there is no piece. */
export function storedPieces(spans: readonly SpanOfBytes[], fromMs: number, toMs: number): StoredPiece[] {
  const clipped = spans
    .map(({ since, until, bytes }) => ({
      fromMs: Math.max(fromMs, epochMs(since)),
      toMs: until === undefined ? toMs : Math.min(toMs, epochMs(until)),
      bytes,
    }))
    .filter((piece) => piece.fromMs < piece.toMs)
    .toSorted((a, b) => a.fromMs - b.fromMs);
  const pieces: StoredPiece[] = [];
  for (const piece of clipped) {
    const last = pieces.at(-1);
    if (last && last.toMs === piece.fromMs && last.bytes === piece.bytes) last.toMs = piece.toMs;
    else pieces.push(piece);
  }
  return pieces;
}
