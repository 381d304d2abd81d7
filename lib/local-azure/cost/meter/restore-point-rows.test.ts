import { describe, expect, it } from "vitest";
import { diskRecord } from "../../testing/metered-records.ts";
import { retailPrices } from "../prices/price-list.ts";
import { hourlyQuantityMicros } from "./meter-quantity.ts";
import { restorePointRows, restorePointTag } from "./restore-point-rows.ts";

const gib = 2 ** 30;
const at = (text: string) => Date.parse(`${text}Z`);
const january = { fromMs: at("2026-01-01T00:00"), toMs: at("2026-02-01T00:00"), meteredThroughMs: at("2026-03-01T00:00") };
const protectedDisk = (more: object = {}) => diskRecord("os", at("2025-12-01T00:00"), { tags: { [restorePointTag]: "7" }, ...more });

describe("the restore points of a protected disk", () => {
  it("are billed on their collection, like an incremental snapshot but on a meter the price list does not show", () => {
    const rows = [...restorePointRows(protectedDisk({ managedBy: "/x/virtualMachines/web01" }), january)];
    expect(rows).toHaveLength(31);
    expect(rows[0]).toMatchObject({
      writtenId: "/subscriptions/sub-1/resourceGroups/RG-Web/providers/Microsoft.Compute/restorePointCollections/rpc-web01",
      quantityMicros: 225_816n,
      meter: { productName: "Standard HDD Managed Disks", meterName: "Snapshots ZRS Snapshots", usd: "0.05" },
    });
    expect(retailPrices.map((price) => price.meterId)).not.toContain(rows[0]?.meter.meterId);
  });

  it("end with the disk, and are none without the tag or with one that is no number", () => {
    const deleted = [...restorePointRows(protectedDisk({ deletedAtMs: at("2026-01-02T06:30") }), january)];
    expect(deleted.map((row) => row.quantityMicros)).toEqual([225_816n, 6n * hourlyQuantityMicros(7 * gib, 744)]);
    expect([...restorePointRows(diskRecord("plain", 0), january)]).toEqual([]);
    expect([...restorePointRows(protectedDisk({ tags: { [restorePointTag]: "much" } }), january)]).toEqual([]);
  });
});
