import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SpanOfBytes, storedPieces } from "./stored-span.ts";

const iso = (ms: number) => new Date(ms).toISOString();

/** Millisecond by millisecond what is stored: undefined where the snapshot was not there. */
type Naive = (number | null | undefined)[];

/** Runs of a length, in a row: gaps, sizes and spans nobody measured; the last may hold still. */
const history = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(undefined, null, 0, 512, 1024)), { maxLength: 8 }),
    fc.boolean(),
    fc.nat(),
  )
  .map(([runs, holds, turn]) => {
    const naive: Naive = runs.flatMap(([length, bytes]) => Array.from({ length }, () => bytes));
    const spans: SpanOfBytes[] = [];
    let at = 0;
    for (const [length, bytes] of runs) {
      if (bytes !== undefined) spans.push({ since: iso(at), until: iso(at + length), bytes });
      at += length;
    }
    const last = spans.at(-1);
    if (holds && last?.until === iso(at)) {
      delete last.until;
      naive.push(...Array.from({ length: 100 }, () => last.bytes));
    }
    const middle = spans.length === 0 ? 0 : turn % spans.length;
    return { naive, spans: [...spans.slice(middle), ...spans.slice(0, middle)] };
  });

describe("storedPieces", () => {
  it("tile exactly the moments of the period at which the snapshot was there, as few as can be", () => {
    fc.assert(
      fc.property(history, fc.nat(90), fc.nat(90), ({ naive, spans }, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const pieces = storedPieces(spans, from, to);
        const told: Naive = Array.from({ length: to - from }, () => undefined);
        for (const { fromMs, toMs, bytes } of pieces) told.fill(bytes, fromMs - from, toMs - from);
        expect(told).toEqual(Array.from({ length: to - from }, (_, i) => naive[from + i]));
        for (const [i, piece] of pieces.entries()) {
          expect(piece.fromMs).toBeLessThan(piece.toMs);
          const next = pieces[i + 1];
          if (next) expect(piece.toMs < next.fromMs || (piece.toMs === next.fromMs && piece.bytes !== next.bytes)).toBe(true);
        }
      }),
    );
  });
});
