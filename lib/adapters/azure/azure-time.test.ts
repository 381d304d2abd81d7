import { describe, expect, it } from "vitest";
import { rawTimesCreated, toAzureTime } from "./azure-time.ts";

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

describe("rawTimesCreated", () => {
  const at = "2022-05-18T08:56:59.1298228+00:00";
  const item = (timeCreated?: string, tags = {}) => ({ tags, properties: { ...(timeCreated ? { timeCreated } : {}) } });

  it("finds the time of each item of a page", () => {
    const text = JSON.stringify({ value: [item(at), item(at.replace("28+", "29+"))] }, null, 2);
    expect(rawTimesCreated(text, [new Date(at), new Date(at)])).toEqual([at, at.replace("28+", "29+")]);
  });

  it("is not misled by a tag of that name, nor by an item without a time", () => {
    const text = JSON.stringify({ value: [item(undefined, { timeCreated: "2022-05-18T08:56:59.000Z" }), item(at)] });
    expect(rawTimesCreated(text, [undefined, new Date(at)])).toEqual([undefined, at]);
  });
});
