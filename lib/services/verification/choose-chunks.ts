// Which chunks of two sides are compared at a level, and what there is to say of the choice.
import { createHash } from "node:crypto";
import type { RangeList } from "#lib/domain/ranges/block-range.ts";
import { type ChunkSet, chunksWithData, pickChunks, unlikeChunks } from "#lib/domain/verification/chunk-set.ts";
import { damagedChunksOf, detectionProbability, drawPlaces, sampleSize } from "#lib/domain/verification/sample.ts";
import type { DrawnSample, VerifyLevel } from "#lib/domain/verification/verification.ts";

export interface ChosenChunks {
  chunks: ChunkSet;
  dataChunks: number;
  unlikeChunks: number;
  sample: DrawnSample | null;
  /** The same for the same chunks: whoever goes on sees that it goes on with these. */
  hash: string;
}

export function chooseChunks(level: VerifyLevel, seed: string, source: RangeList, copy: RangeList): ChosenChunks {
  const data = chunksWithData(source, copy);
  const unlike = unlikeChunks(source, copy);
  const sample = level === "sampled" && data.total > 0 ? describeSample(seed, data.total) : null;
  const places = sample ? drawPlaces(seed, data.total, sample.chunks) : [];
  const chunks = level === "full" ? data : pickChunks(data, places, unlike);
  return { chunks, dataChunks: data.total, unlikeChunks: unlike.total, sample, hash: hashOf(chunks) };
}

function describeSample(seed: string, total: number): DrawnSample {
  const chunks = sampleSize(total);
  const damagedChunks = damagedChunksOf(total);
  const probability = detectionProbability({ chunks: total, damaged: damagedChunks, drawn: chunks });
  return { seed, chunks, probability, damagedChunks };
}

function hashOf({ firsts, counts }: ChunkSet): string {
  const hash = createHash("sha256");
  for (const column of [firsts, counts]) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest("hex");
}
