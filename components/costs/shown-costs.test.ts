import { describe, expect, it } from "vitest";
import { ExactDecimal, sumDecimals } from "#lib/domain/costs/exact-decimal.ts";
import { costFactNames, costFacts } from "./cost-facts.ts";
import { costFooter } from "./cost-footer.tsx";
import { billedNote, estimateNote, forecastNote, gapsNote, monthOnBill } from "./cost-totals-notes.ts";
import { emptyMonth, monthSentence } from "./month-sentence.ts";
import { periodsOf } from "./report-periods.ts";
import { printBilled, printShownUsd, shownCosts, shownDays } from "./shown-costs.ts";
import { makeReport, makeRow } from "./testing/cost-report.ts";

const compared = (estimateUsd: string, billedUsd: string) => ({
  estimateUsd,
  billedUsd,
  assumedUsd: "0",
  differenceUsd: new ExactDecimal(billedUsd).minus(estimateUsd).toString(),
  toleranceUsd: "0",
});
const thirds = ["0.333", "0.333", "0.334"].map((usd, i) =>
  makeRow({ key: `${i}`, estimateUsd: usd, forecastUsd: usd, billedUsd: "0.104", compared: compared(usd, "0.104") }),
);
const whole = makeReport(thirds, {
  comparison: { ...compared("1.000", "0.312"), through: "2026-10-31", snapshots: 3, notCompared: [] },
});

describe("what stands on the costs page", () => {
  it("adds up: lines to their total, and across where the days are the same", () => {
    const { lines, total, compared: sides } = shownCosts(whole);
    for (const key of ["estimateUsd", "forecastUsd", "billedUsd", "differenceUsd", "usedGib", "quantity"] as const) {
      const shown = thirds.map((row) => lines.get(row)?.[key] ?? "");
      expect(new ExactDecimal(sumDecimals(shown)).equals(total[key] ?? "")).toBe(true);
    }
    for (const row of thirds) {
      const { estimateUsd, billedUsd, differenceUsd } = lines.get(row) ?? {};
      expect(new ExactDecimal(billedUsd ?? "").minus(estimateUsd ?? "").equals(differenceUsd ?? "")).toBe(true);
    }
    expect(sides).toEqual({ estimateUsd: "1.00", billedUsd: "0.31", differenceUsd: "-0.69" });
    expect(shownCosts(whole)).toBe(shownCosts(whole));
  });

  it("says of a number that was moved what it is", () => {
    const notes = thirds.flatMap((row) => costFacts(row, whole).Billed.notes ?? []);
    expect(notes.filter((note) => note.includes("shown as"))).toEqual(["$0.104, shown as $0.11 so that what is shown adds up"]);
  });

  it("shows an amount of the bill the same wherever it stands", () => {
    const gone = makeRow({
      key: "deleted",
      goneCount: 2,
      snapshotCount: 2,
      estimateUsd: null,
      quantity: null,
      forecastUsd: null,
      billedUsd: "64.904",
    });
    const report = makeReport([gone, makeRow({ billedUsd: "0.103" })]);
    expect(shownCosts(report).lines.get(gone)?.billedUsd).toBe("64.91");
    report.totals.goneBilledUsd = "64.904";
    expect(billedNote(report)).toContain("of it $64.91 for");
    expect([printBilled(report, "0.103"), printBilled(report, "7.006"), printBilled(report, "0.001")]).toEqual([
      "$0.10",
      "$7.01",
      "<$0.01",
    ]);
  });

  it("counts what is deleted with nothing used now", () => {
    const gone = makeRow({ key: "gone", goneCount: 1, usedGib: "7" });
    const report = makeReport([gone, makeRow()]);
    expect(shownCosts(report).lines.get(gone)?.usedGib).toBeNull();
    expect(shownCosts(report).total.usedGib).toBe("10.0000");
  });

  it("prints what is rounded to nothing as less than a cent", () => {
    expect([
      printShownUsd("0.00", "0.0075"),
      printShownUsd("0.00", "-0.001"),
      printShownUsd("0.00", "0"),
      printShownUsd("0.01", "0.001"),
    ]).toEqual(["<$0.01", "-<$0.01", "$0.00", "$0.01"]);
  });

  it("has days that add up to their total", () => {
    const days = ["0.33333", "0.33333", "0.33334"].map((usd, i) => ({
      date: `2026-10-0${i + 1}`,
      estimateUsd: usd,
      billedUsd: i === 2 ? null : "0.00004",
      quantity: "0.00005",
      storedGib: "1",
      uncounted: 0,
      unsized: 0,
    }));
    const report = makeReport([], { days });
    report.totals.estimateUsd = "1.00000";
    report.totals.quantity = "0.00015";
    report.totals.billedUsd = "0.00008";
    const shown = shownDays(report);
    expect(sumDecimals(shown.days.map((day) => day.estimateUsd))).toBe("1");
    expect(sumDecimals(shown.days.map((day) => day.quantity))).toBe("0.0002");
    expect(shown.days.map((day) => day.billedUsd)).toEqual(["0.0001", "0.0000", null]);
    expect(shown.total).toEqual({ estimateUsd: "1.0000", quantity: "0.0002", billedUsd: "0.0001" });
  });
});

describe("a sum over what is not measured", () => {
  const partly = makeRow({ snapshotCount: 3, unmeasured: 1, uncounted: 1, unknownHours: 9, billedUsd: "0.4" });
  const open = { hoursElapsed: 300, billing: { state: "ok", through: "2026-10-13" } } as const;

  it("is at least that: on its line, in the total row, in the figures and the sentence", () => {
    const report = makeReport([partly, makeRow()], open);
    const facts = costFacts(partly, report);
    expect([facts.Quantity.value, facts.Estimate.value, facts.Forecast.value]).toEqual(["≥\u00a010.0000", "≥\u00a0$0.50", "≥\u00a0$0.50"]);
    expect(costFooter(report).cells).toMatchObject({
      used: "≥\u00a020.0000",
      quantity: "≥\u00a020.0000",
      estimate: "≥\u00a0$1.00",
      forecast: "≥\u00a0$1.00",
      billed: "$0.40",
    });
    expect(monthSentence(report)).toBe("October 2026: ≥\u00a0$1.00 so far, ≥\u00a0$1.00 by its end");
    expect(estimateNote(report)).toBe("≥\u00a020.0000 GiB-months, 12.5 of 31 days");
    expect(forecastNote(report)).toBe("if nothing is taken or deleted; ≥\u00a020 GiB used now");
    expect(gapsNote(1)).toContain("something of 1 snapshot is not known");
  });

  it("is that, where all is measured", () => {
    const report = makeReport([makeRow()], open);
    expect(Object.values(costFooter(report).cells).join()).not.toContain("≥");
    expect(monthSentence(report)).toBe("October 2026: about $0.50 so far, about $0.50 by its end");
    expect(forecastNote(report)).not.toContain("≥");
    expect(gapsNote(0)).toBe("");
  });

  it("is at least that from now on, where only what it stores now is not known", () => {
    const fresh = makeRow({ snapshotCount: 2, unmeasured: 1 });
    const { Estimate, Forecast } = costFacts(fresh, makeReport([fresh], open));
    expect([Estimate.value, Forecast.value]).toEqual(["$0.50", "≥\u00a0$0.50"]);
  });
});

describe("periods and months", () => {
  it("say of each figure which days it is for", () => {
    const days = [{ ...makeReport([]).days[0], date: "2026-10-13" }] as ReturnType<typeof makeReport>["days"];
    const comparison = { ...compared("1", "1"), through: "2026-10-09", snapshots: 1, notCompared: [] };
    expect(periodsOf(makeReport([], { days, comparison, billing: { state: "ok", through: "2026-10-12T00:00:00Z" } }))).toEqual({
      estimate: "1 to 13 Oct",
      forecast: "1 to 31 Oct",
      billed: "1 to 12 Oct",
      difference: "1 to 9 Oct",
    });
  });

  it("tell in the popup of Billed the days, where it is from, and whether more may come", () => {
    const row = makeRow({ billedUsd: "0.4", billedQuantity: "8" });
    const running = costFacts(row, makeReport([row], { hoursElapsed: 300, billing: { state: "ok", through: "2026-10-13" } })).Billed;
    expect(running.period).toBe("1 to 13 Oct");
    expect(running.notes?.slice(0, 2)).toEqual([
      "Azure Cost Management, the meters of snapshot storage, 1 to 13 Oct",
      "The rows of a day come up to three days late, and may change until then.",
    ]);
    expect(costFacts(row, whole).Billed.notes?.[1]).toBeUndefined();
  });

  it("have no forecast of a month that is over, but what it came to", () => {
    expect(costFactNames(whole)).not.toContain("Forecast");
    const report = makeReport([makeRow({ billedUsd: "0.404", otherBilledUsd: "0.104" })]);
    report.totals.otherBilledUsd = "0.104";
    expect(monthOnBill(report)).toEqual({ usd: "0.5", note: "on the bill: $0.40 storage, $0.10 other charges" });
    expect(monthSentence(report)).toBe("October 2026: $0.40 billed for storage, about $0.50 by measured sizes");
  });

  it("say of a month of which nothing is known just that", () => {
    const nothing = makeReport([]);
    expect(monthSentence(nothing)).toBe("October 2026: nothing is known of it");
    expect(emptyMonth(nothing)).toMatchObject({ title: "Nothing is known of October 2026", text: expect.stringContaining("no row") });
    const silent = makeReport([], { billing: { state: "unavailable", message: "A: throttled." } });
    expect(emptyMonth(silent).text).toContain("could not be read: A: throttled.");
    expect(emptyMonth(makeReport([], { hoursElapsed: 3 })).title).toBe("No snapshots in October 2026");
  });
});
