import { describe, expect, it } from "vitest";
import { diskRecord, snapshotRecord } from "../../testing/metered-records.ts";
import { instantAccessRows, restoredDiskRows } from "./instant-access-rows.ts";

const gib = 2 ** 30;
const at = (text: string) => Date.parse(`${text}Z`);
const january = { fromMs: at("2026-01-01T00:00"), toMs: at("2026-02-01T00:00"), meteredThroughMs: at("2026-03-01T00:00") };
const disk = diskRecord("data", at("2025-12-01T00:00"));
const ultra = diskRecord("fast", at("2025-12-01T00:00"), { sku: "UltraSSD_LRS" });

function instant(openedMs: number, minutes: number, more: object = {}) {
  return snapshotRecord("ia", [{ atMs: openedMs, bytes: 0 }], {
    instantAccess: { untilMs: openedMs + minutes * 60_000 },
    copy: { startedAtMs: openedMs, durationMs: 60_000, totalBytes: 5 * gib },
    ...more,
  });
}

const rowsOf = (snapshot: ReturnType<typeof instant>, window = january) =>
  [...instantAccessRows(snapshot, disk, window)].map((row) => [new Date(row.dayMs).getUTCDate(), row.quantityMicros]);

describe("instant access", () => {
  it("is billed in GB-hours of its window, on a meter of the source disk's type", () => {
    const [row] = instantAccessRows(instant(at("2026-01-20T10:20"), 60), disk, january);
    expect(row).toMatchObject({
      quantityMicros: 5_000_000n,
      meter: { productName: "Azure Premium SSD v2", unitOfMeasure: "1 GB/Hour", usd: "0.00013" },
    });
    const [fast] = instantAccessRows(instant(at("2026-01-20T10:20"), 60), ultra, january);
    expect(fast?.meter.productName).toBe("Ultra Disks");
  });

  it("counts as many hours as its window has, over midnight by day, and none after a delete", () => {
    expect(rowsOf(instant(at("2026-01-20T10:20"), 300))).toEqual([[20, 25_000_000n]]);
    expect(rowsOf(instant(at("2026-01-20T22:30"), 180))).toEqual([
      [20, 10_000_000n],
      [21, 5_000_000n],
    ]);
    expect(rowsOf(instant(at("2026-01-20T10:20"), 300, { deletedAtMs: at("2026-01-20T12:10") }))).toEqual([[20, 10_000_000n]]);
  });

  it("shows no hour that is not metered yet, and nothing for snapshots without it", () => {
    const soon = { ...january, meteredThroughMs: at("2026-01-20T12:59") };
    expect(rowsOf(instant(at("2026-01-20T10:20"), 300), soon)).toEqual([[20, 10_000_000n]]);
    expect([...instantAccessRows(snapshotRecord("plain", []), disk, january)]).toEqual([]);
  });

  it("takes a fee per TB of a disk restored from it, on the snapshot, on the day", () => {
    const snapshot = instant(at("2026-01-20T10:20"), 60);
    const hydration = { startedAtMs: 0, durationMs: 1, isFromInstantAccess: true };
    const restored = diskRecord("new", at("2026-01-20T11:00"), { diskSizeBytes: 512 * gib, hydration });
    expect([...restoredDiskRows(restored, snapshot, disk, january)]).toEqual([
      expect.objectContaining({
        resourceId: snapshot.id.toLowerCase(),
        dayMs: at("2026-01-20T00:00"),
        quantityMicros: 500_000n,
        meter: expect.objectContaining({ meterName: "Instant Access Snapshots LRS Disk Capacity Restored", unitOfMeasure: "1 TB" }),
      }),
    ]);
    expect([
      ...restoredDiskRows({ ...restored, hydration: { ...hydration, isFromInstantAccess: false } }, snapshot, disk, january),
    ]).toEqual([]);
    expect([...restoredDiskRows(restored, snapshot, disk, { ...january, meteredThroughMs: at("2026-01-20T10:59") })]).toEqual([]);
  });
});
