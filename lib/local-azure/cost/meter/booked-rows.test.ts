import { describe, expect, it } from "vitest";
import { snapshotRecord } from "../../testing/metered-records.ts";
import { meterFor } from "../prices/price-list.ts";
import type { BookedRow } from "./booked-rows.ts";
import { bookedRows, noIrregularity, usualIrregularity } from "./booked-rows.ts";
import { dayMs } from "./meter-quantity.ts";
import type { UsageRow } from "./usage-rows.ts";
import { storageRows } from "./usage-rows.ts";

const gib = 2 ** 30;
const at = (text: string) => Date.parse(`${text}Z`);
const window = { fromMs: at("2026-01-01T00:00"), toMs: at("2026-01-11T00:00"), meteredThroughMs: at("2026-03-01T00:00") };
const snapshots = Array.from({ length: 200 }, (_, i) => snapshotRecord(`s${i}`, [{ atMs: at("2025-12-01T00:00"), bytes: (i + 1) * gib }]));
const metered = [...storageRows(snapshots, window)];
const booked = (throughMs: number, rows: UsageRow[] = metered) => [...bookedRows(rows, throughMs, usualIrregularity)];
const total = (rows: UsageRow[]) => rows.reduce((sum, row) => sum + row.quantityMicros, 0n);
const keyOf = (row: UsageRow) => `${row.resourceId} ${row.dayMs}`;
const settledMs = window.toMs + 2 * dayMs;

describe("what is booked", () => {
  it("is in the end what was metered", () => {
    const rows = booked(settledMs);
    expect(total(rows)).toBe(total(metered));
    expect(rows.length).toBeGreaterThan(metered.length);
  });

  it("has a few rows that come one or two days late", () => {
    const missing = (throughMs: number) => {
      const there = new Set(booked(throughMs).map(keyOf));
      return metered.filter((row) => !there.has(keyOf(row)) && row.dayMs === at("2026-01-10T00:00")).length;
    };
    const [atOnce, oneLater, twoLater] = [0, 1, 2].map((days) => missing(window.toMs + days * dayMs));
    expect(atOnce).toBeGreaterThan(oneLater ?? 0);
    expect(oneLater).toBeGreaterThan(0);
    expect(twoLater).toBe(0);
    expect(atOnce).toBeLessThan(200 * 0.08);
  });

  it("has a few rows with an hour too many, taken back two days later by a negative row of the same day", () => {
    const corrections = booked(settledMs).filter((row) => row.isCorrection);
    expect(corrections.length).toBeGreaterThan(10);
    for (const correction of corrections) {
      const trueRow = metered.find((row) => keyOf(row) === keyOf(correction));
      const truth = trueRow?.quantityMicros ?? 0n;
      expect(correction.quantityMicros).toBe(-truth / 24n);
      const dayEndMs = correction.dayMs + dayMs;
      const sameDay = (throughMs: number) =>
        booked(
          throughMs,
          metered.filter((row) => keyOf(row) === keyOf(correction)),
        ).map((r: BookedRow) => r.quantityMicros);
      expect(sameDay(dayEndMs - 1)).toEqual([truth]);
      expect(sameDay(dayEndMs)).toEqual([truth + truth / 24n]);
      expect(sameDay(dayEndMs + 2 * dayMs - 1)).toEqual([truth + truth / 24n]);
      expect(sameDay(dayEndMs + 2 * dayMs)).toEqual([truth + truth / 24n, -truth / 24n]);
    }
  });

  it("is the same whenever it is asked for, and without irregularity what was metered", () => {
    const shown = (rows: BookedRow[]) => rows.map((row) => `${keyOf(row)} ${row.quantityMicros}`);
    expect(shown(booked(settledMs))).toEqual(shown(booked(settledMs)));
    const regular = [...bookedRows(metered, settledMs, noIrregularity)];
    expect(shown(regular)).toEqual(metered.map((row) => `${keyOf(row)} ${row.quantityMicros}`));
  });

  it("never corrects what has no hours", () => {
    const transfers = metered.map((row) => ({ ...row, meter: meterFor("interRegion", "westeurope") }));
    expect(booked(settledMs, transfers).filter((row) => row.isCorrection)).toEqual([]);
  });
});
