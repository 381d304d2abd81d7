import { describe, expect, it } from "vitest";
import { hashRequests } from "./hash-requests.ts";

const columns = (...pairs: [number, number][]) => ({
  offsets: Float64Array.from(pairs, ([offset]) => offset),
  lengths: Float64Array.from(pairs, ([, length]) => length),
});

describe("hashRequests", () => {
  const plan = { clears: columns([512, 512]), writes: columns([0, 512], [2 ** 46 - 512, 512]) };

  it("is the same for the same requests, on every machine and in every version", () => {
    expect(hashRequests(plan)).toBe("7fb9a6fb0e671f0b0f8c45065d3a51a6a6f077d4b3b6d76ab37c9461caffccff");
  });

  it.each([
    ["a write is another's length", { ...plan, writes: columns([0, 512], [2 ** 46 - 512, 1024]) }],
    ["a write is elsewhere", { ...plan, writes: columns([0, 512], [2 ** 46 - 1024, 512]) }],
    ["a write is missing", { ...plan, writes: columns([0, 512]) }],
    ["a clear is missing", { ...plan, clears: columns() }],
    ["a clear is a write", { clears: columns(), writes: columns([0, 512], [512, 512], [2 ** 46 - 512, 512]) }],
    ["writes are clears", { clears: plan.writes, writes: plan.clears }],
  ])("is another where %s", (_difference, other) => expect(hashRequests(other)).not.toBe(hashRequests(plan)));
});
