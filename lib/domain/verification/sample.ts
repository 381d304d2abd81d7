// How many chunks a sample has, and what it finds. Of N chunks n are drawn without putting any back, each as likely as another.
// Where d of the N are damaged, all n miss them with the probability
//
//   (N−d)/N · (N−d−1)/(N−1) · … · (N−d−n+1)/(N−n+1)        (hypergeometric; about (1 − d/N)^n where N is large)
//
// and the sample finds at least one of them with 1 minus that.
import { createDraw } from "./seeded-draw.ts";

/** Of the chunks with data: damage of so much is found … */
export const DAMAGED_SHARE = 0.001;
/** … with at least this probability. */
export const WANTED_PROBABILITY = 0.99;

/** Of finding one of the damaged chunks. */
export function detectionProbability({ chunks, damaged, drawn }: { chunks: number; damaged: number; drawn: number }): number {
  if (damaged <= 0) return 0;
  let missed = 1;
  for (let i = 0; i < drawn && missed > 0; i += 1) missed *= Math.max(0, chunks - damaged - i) / (chunks - i);
  return 1 - missed;
}

/** DAMAGED_SHARE of so many chunks, at least one. */
export function damagedChunksOf(chunks: number): number {
  return Math.max(1, Math.ceil(chunks * DAMAGED_SHARE));
}

/** The fewest chunks with which damage of that share is found with the wanted probability. */
export function sampleSize(chunks: number): number {
  const damaged = damagedChunksOf(chunks);
  let missed = 1;
  let drawn = 0;
  while (drawn < chunks && 1 - missed < WANTED_PROBABILITY) {
    missed *= Math.max(0, chunks - damaged - drawn) / (chunks - drawn);
    drawn += 1;
  }
  return drawn;
}

/** So many different places of `chunks`, in order; the same for the same seed (Floyd's algorithm). */
export function drawPlaces(seed: string, chunks: number, drawn: number): number[] {
  if (drawn > chunks) throw new RangeError(`${drawn} of ${chunks} chunks cannot be drawn`);
  const below = createDraw(seed);
  const places = new Set<number>();
  for (let last = chunks - drawn; last < chunks; last += 1) {
    const place = below(last + 1);
    places.add(places.has(place) ? last : place);
  }
  return [...places].toSorted((a, b) => a - b);
}
