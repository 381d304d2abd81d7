import { describe, expect, it } from "vitest";
import { toAzureTime } from "./azure-time.ts";

describe("toAzureTime", () => {
  it.each([
    ["2022-05-18T08:56:59.1298228+00:00", "2022-05-18T08:56:59.1298228Z"],
    ["2022-05-18T08:56:59.129+00:00", "2022-05-18T08:56:59.1290000Z"],
    ["2022-05-18T08:56:59Z", "2022-05-18T08:56:59.0000000Z"],
    ["2022-05-18T00:56:28.962753+08:00", "2022-05-17T16:56:28.9627530Z"],
  ])("writes %s in UTC with seven digits", (raw, expected) => {
    expect(toAzureTime(raw)).toBe(expected);
  });

  it("refuses what is no time", () => {
    expect(() => toAzureTime("yesterday")).toThrow(RangeError);
  });
});
