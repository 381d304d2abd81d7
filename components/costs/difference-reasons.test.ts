import { describe, expect, it } from "vitest";
import type { ComparedAmounts } from "#lib/domain/costs/compared-amounts.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import { differenceReasons } from "./difference-reasons.ts";
import { makeRow } from "./testing/cost-report.ts";

const sides = (estimateUsd: string, billedUsd: string, assumedUsd = "0"): ComparedAmounts => ({
  estimateUsd,
  billedUsd,
  assumedUsd,
  differenceUsd: new ExactDecimal(billedUsd).minus(estimateUsd).toString(),
  toleranceUsd: "0.00002",
});

describe("the reasons of a difference", () => {
  it("are the meter's rounding and nothing else where that is enough", () => {
    expect(differenceReasons(makeRow({ compared: sides("0.5", "0.500005", "0.5") }))).toEqual([
      "no more than the meter's rounding of every hour",
    ]);
    expect(differenceReasons(makeRow())).toEqual([]);
  });

  it("are the price where the bill has another than the list", () => {
    const row = makeRow({ billedUsd: "0.45", billedQuantity: "10", compared: sides("0.5", "0.45", "0.5") });
    expect(differenceReasons(row)).toEqual(["of it -$0.05 by price: billed at $0.045, on the price list $0.05"]);
  });

  it("are the size where the bill has other quantities, with what was not looked at if that may be why", () => {
    const less = makeRow({ billedUsd: "0.4", billedQuantity: "8", compared: sides("0.5", "0.4", "0.3") });
    expect(differenceReasons(less)).toEqual([
      "2.0000 GiB-months fewer on the bill than estimated",
      "$0.30 of the estimate is for times when Snapscope did not look: it may have stored less then, for a delete moves data into the next snapshot",
    ]);
    expect(differenceReasons({ ...less, snapshotCount: 4, goneCount: 1 }).at(-1)).toMatch(/^deleted snapshots count until/);
    const more = differenceReasons(makeRow({ billedUsd: "0.6", billedQuantity: "12", compared: sides("0.5", "0.6", "0.3") }));
    expect(more[0]).toBe("2.0000 GiB-months more on the bill than estimated");
    expect(more[1]).toMatch(/stored more then$/);
    const seen = differenceReasons(makeRow({ billedUsd: "0.6", billedQuantity: "12", compared: sides("0.5", "0.6") }));
    expect(seen[1]).toMatch(/knows no reason/);
  });

  it("are price and size, each with its part, and the parts make the difference", () => {
    const row = makeRow({ billedUsd: "0.36", billedQuantity: "8", compared: sides("0.5", "0.36", "0.5") });
    const [price, size] = differenceReasons(row);
    expect(price).toBe("of it -$0.04 by price: billed at $0.045, on the price list $0.05");
    expect(size).toBe("of it -$0.10 by size: 2.0000 GiB-months fewer on the bill than estimated");
  });

  it("say what of several snapshots is left out, and that several prices cannot be told apart", () => {
    const compared = sides("0.5", "0.4", "0.3");
    const reasons = differenceReasons(makeRow({ snapshotCount: 5, uncounted: 2, usdPerGibMonth: null, compared }));
    expect(reasons[0]).toMatch(/^by size or price/);
    expect(reasons.at(-1)).toBe("2 of its 5 snapshots are not compared: something of them is not known");
  });
});
