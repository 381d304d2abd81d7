import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { snapshotRecord } from "../../testing/metered-records.ts";
import { dayMs, hourlyQuantityMicros, hourMs, hoursInMonth } from "./meter-quantity.ts";
import type { UsageRow } from "./usage-rows.ts";
import { copyRows, storageRows } from "./usage-rows.ts";

const gib = 2 ** 30;
const at = (text: string) => Date.parse(`${text}Z`);
const january = { fromMs: at("2026-01-01T00:00"), toMs: at("2026-02-01T00:00"), meteredThroughMs: at("2026-03-01T00:00") };
const total = (rows: Iterable<UsageRow>) => [...rows].reduce((sum, row) => sum + row.quantityMicros, 0n);
const hourly = (bytes: number) => hourlyQuantityMicros(bytes, 744);

describe("what a snapshot stores", () => {
  it("is one row a UTC day on the meter of its type and region", () => {
    const rows = [...storageRows([snapshotRecord("s1", [{ atMs: at("2025-12-20T10:00"), bytes: 10 * gib }])], january)];
    expect(rows).toHaveLength(31);
    expect(rows[0]).toMatchObject({
      resourceId: "/subscriptions/sub-1/resourcegroups/rg-web/providers/microsoft.compute/snapshots/s1",
      resourceGroup: "rg-web",
      dayMs: at("2026-01-01T00:00"),
      quantityMicros: 322_584n,
      meter: { productName: "Standard HDD Managed Disks", meterName: "ZRS Snapshots", armRegionName: "westeurope", usd: "0.05" },
    });
  });

  it("moves to the successor from the hour of the delete, and no hour is billed twice or lost", () => {
    const deletedMs = at("2026-01-16T10:20");
    const s1 = snapshotRecord("s1", [
      { atMs: at("2025-12-01T00:00"), bytes: 100 * gib },
      { atMs: deletedMs, bytes: 0 },
    ]);
    const s2 = snapshotRecord("s2", [
      { atMs: at("2025-12-02T00:00"), bytes: 20 * gib },
      { atMs: deletedMs, bytes: 120 * gib },
    ]);
    const day = at("2026-01-16T00:00");
    const ofDay = (rows: Iterable<UsageRow>) => [...rows].find((row) => row.dayMs === day)?.quantityMicros;
    expect(ofDay(storageRows([s1], january))).toBe(10n * hourly(100 * gib));
    expect(ofDay(storageRows([s2], january))).toBe(10n * hourly(20 * gib) + 14n * hourly(120 * gib));
    expect([...storageRows([s1], january)].at(-1)?.dayMs).toBe(day);
    const [before, after] = [15n * 24n + 10n, 15n * 24n + 14n];
    expect(total(storageRows([s1, s2], january))).toBe(before * (hourly(100 * gib) + hourly(20 * gib)) + after * hourly(120 * gib));
  });

  it("has no row past the hours metered so far, and none for a day of nothing", () => {
    const snapshot = snapshotRecord("s1", [{ atMs: at("2026-01-05T09:30"), bytes: gib }]);
    const rows = [...storageRows([snapshot], { ...january, meteredThroughMs: at("2026-01-06T03:59") })];
    expect(rows.map((row) => row.quantityMicros)).toEqual([15n * hourly(gib), 3n * hourly(gib)]);
    expect([...storageRows([snapshotRecord("idle", [{ atMs: january.fromMs, bytes: 0 }])], january)]).toEqual([]);
    expect([...storageRows([snapshotRecord("tiny", [{ atMs: january.fromMs, bytes: 65_536 }])], january)]).toEqual([]);
  });

  it("equals an hour-by-hour count for any history", () => {
    const change = fc.record({ atMs: fc.integer({ min: at("2025-12-25T00:00"), max: at("2026-02-05T00:00") }), bytes: fc.nat(2 ** 40) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 60 * 24 }), (changes, meteredHours) => {
        const window = {
          fromMs: at("2025-12-28T00:00"),
          toMs: at("2026-02-03T00:00"),
          meteredThroughMs: at("2025-12-26T00:30") + meteredHours * hourMs,
        };
        const history = [...changes].sort((a, b) => a.atMs - b.atMs);
        let naive = 0n;
        for (let hour = window.fromMs; hour < window.toMs && hour + hourMs <= window.meteredThroughMs; hour += hourMs) {
          const stored = history.filter((c) => c.atMs < hour + hourMs).at(-1)?.bytes ?? 0;
          naive += hourlyQuantityMicros(stored, hoursInMonth(hour));
        }
        expect(total(storageRows([snapshotRecord("s", changes)], window))).toBe(naive);
      }),
    );
  });
});

describe("a copy to another region", () => {
  const source = snapshotRecord("src", []);
  const copy = { startedAtMs: at("2026-01-10T18:00"), durationMs: 12 * hourMs, totalBytes: 12 * gib };
  const target = snapshotRecord("dst", [], { location: "northeurope", copy });

  it("books operations and bandwidth on its source, over the days it runs", () => {
    const rows = [...copyRows(target, source, january)];
    const sums = rows.map((row) => [row.meter.meterName, (row.dayMs - at("2026-01-10T00:00")) / dayMs, row.quantityMicros]);
    expect(sums).toEqual([
      ["S4 LRS Disk Operations", 0, 153_600n],
      ["Intra Continent Data Transfer Out", 0, 6_000_000n],
      ["S4 LRS Disk Operations", 1, 153_600n],
      ["Intra Continent Data Transfer Out", 1, 6_000_000n],
    ]);
    expect(rows.every((row) => row.resourceId === source.id.toLowerCase())).toBe(true);
  });

  it("that is held sends no more than what was reached", () => {
    const held = snapshotRecord("held", [], { location: "northeurope", copy: { ...copy, holdAtPercent: 25 } });
    const sent = [...copyRows(held, source, january)].filter((row) => row.meter.unitOfMeasure === "1 GB");
    expect(total(sent)).toBe(3_000_000n);
  });

  it("that is done books what it carried, from its creation to its end", () => {
    const storedHistory = [
      { atMs: copy.startedAtMs, bytes: 0 },
      { atMs: copy.startedAtMs + copy.durationMs, bytes: copy.totalBytes },
    ];
    const done = snapshotRecord("dst", storedHistory, { location: "northeurope" });
    expect([...copyRows(done, source, january)]).toEqual([...copyRows(target, source, january)]);
  });

  it("within one region sends nothing over its border, and one that failed books nothing", () => {
    const local = snapshotRecord("dst", [], { copy });
    expect([...copyRows(local, source, january)].map((row) => row.meter.unitOfMeasure)).toEqual(["10K", "10K"]);
    expect([...copyRows(snapshotRecord("failed", [{ atMs: copy.startedAtMs, bytes: 0 }]), source, january)]).toEqual([]);
  });
});
