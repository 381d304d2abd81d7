import { describe, expect, it } from "vitest";
import { createMemoryArtifacts } from "#lib/adapters/testing/local-estate.ts";
import { fromRanges, type RangeList } from "#lib/domain/ranges/block-range.ts";
import { encodeRanges } from "#lib/domain/ranges/range-codec.ts";
import { readRanges } from "./range-reader.ts";

const PAGE = 512;
const few = fromRanges([{ offset: PAGE, length: PAGE }]);
const measured = (artifactKey: string, measuredAt = "2026-01-01T00:00:00Z") => ({ artifactKey, measuredAt });

function listOf(count: number): RangeList {
  const offsets = Float64Array.from({ length: count }, (_, i) => 2 * i * PAGE);
  return { offsets, lengths: new Float64Array(count).fill(PAGE), cleared: new Uint8Array(count) };
}

async function stored(lists: Record<string, RangeList>) {
  const artifacts = createMemoryArtifacts();
  for (const [key, list] of Object.entries(lists)) await artifacts.put(key, encodeRanges(list, 2 ** 40));
  return artifacts;
}

describe("ranges of what was measured", () => {
  it("are read from the disk once, and again when they were measured again", async () => {
    const artifacts = await stored({ a: few });
    expect(await readRanges(artifacts, measured("a"))).toEqual(few);
    expect(await readRanges(artifacts, measured("a"))).toEqual(few);
    expect(artifacts.reads).toEqual(["a"]);
    await readRanges(artifacts, measured("a", "2026-01-02T00:00:00Z"));
    expect(artifacts.reads).toEqual(["a", "a"]);
  });

  it("that are gone or damaged are not there, and are found when they are back", async () => {
    const artifacts = createMemoryArtifacts();
    expect(await readRanges(artifacts, measured("a"))).toBeUndefined();
    await artifacts.put("a", Uint8Array.of(1, 2, 3));
    expect(await readRanges(artifacts, measured("a"))).toBeUndefined();
    await artifacts.put("a", encodeRanges(few, 4096));
    expect(await readRanges(artifacts, measured("a"))).toEqual(few);
  });

  it("are kept up to a number of ranges: those asked for last stay", async () => {
    const many = listOf(900_000);
    const artifacts = await stored({ a: many, b: many, c: many });
    for (const key of ["a", "b", "a", "c", "a"]) await readRanges(artifacts, measured(key));
    expect(artifacts.reads).toEqual(["a", "b", "c"]);
    await readRanges(artifacts, measured("b"));
    expect(artifacts.reads).toEqual(["a", "b", "c", "b"]);
  });

  it("are kept up to a number of lists, though there be nothing in them", async () => {
    const artifacts = await stored({ first: listOf(0), other: listOf(0) });
    await readRanges(artifacts, measured("first"));
    for (let i = 0; i < 9999; i += 1) await readRanges(artifacts, measured("other", String(i)));
    artifacts.reads.length = 0;
    await readRanges(artifacts, measured("first"));
    expect(artifacts.reads).toEqual([]);
    for (let i = 0; i < 10_000; i += 1) await readRanges(artifacts, measured("other", `again ${i}`));
    artifacts.reads.length = 0;
    await readRanges(artifacts, measured("first"));
    expect(artifacts.reads).toEqual(["first"]);
  });
});
