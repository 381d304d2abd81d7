import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { diskId, sampleCopy, sampleDisk, sampleSnapshot, snapshotId } from "#lib/domain/testing/inventory-sample.ts";
import { OPERATION_TAG } from "./operation-mark.ts";
import { assertAsOrdered, differencesFromOrder, type ImportOrder, type OrderDifference, type ResourceOrder } from "./resource-order.ts";

const source = sampleSnapshot({ name: "s1" });
const order: ResourceOrder = {
  operationId: "o1",
  targetId: diskId("back"),
  createOption: "Copy",
  source: { id: source.id, uniqueId: source.uniqueId },
  region: "westeurope",
  sku: "Premium_LRS",
  sizeBytes: 64 * GIB_BYTES,
  zones: ["2"],
  tags: { env: "prod" },
  begunAt: "2026-11-20T10:00:00.000Z",
};
const own = sampleDisk({
  name: "back",
  tags: { env: "prod", [OPERATION_TAG]: "o1" },
  diskSizeBytes: 64 * GIB_BYTES,
  zones: ["2"],
  createOption: "Copy",
  sourceResourceId: source.id,
  sourceUniqueId: source.uniqueId,
  timeCreated: "2026-11-20T10:00:07.0000000Z",
});

/** Each makes it something else in this one aspect. */
const changes: { aspect: OrderDifference["aspect"]; change: Partial<Disk> }[] = [
  { aspect: "mark", change: { tags: { env: "prod" } } },
  { aspect: "mark", change: { tags: { [OPERATION_TAG]: "o2" } } },
  { aspect: "source", change: { sourceResourceId: snapshotId("s2") } },
  { aspect: "source", change: { sourceResourceId: undefined } },
  { aspect: "source", change: { sourceUniqueId: "another snapshot of that name" } },
  { aspect: "source", change: { createOption: "Empty" } },
  { aspect: "size", change: { diskSizeBytes: 128 * GIB_BYTES } },
  { aspect: "type", change: { sku: "StandardSSD_LRS" } },
  { aspect: "region", change: { location: "northeurope" } },
  { aspect: "zone", change: { zones: [] } },
  { aspect: "zone", change: { zones: ["1"] } },
  { aspect: "time", change: { timeCreated: "2026-11-20T09:40:00.0000000Z" } },
];

describe("what an operation ordered", () => {
  test("is its own, however Azure writes ids, names and types", () => {
    expect(differencesFromOrder(order, own)).toEqual([]);
    const shouted = {
      ...own,
      sku: "premium_lrs",
      location: "West Europe",
      sourceResourceId: source.id.toUpperCase(),
      createOption: "copy",
      tags: { "Snapscope-Operation": "o1" },
    };
    expect(differencesFromOrder(order, shouted)).toEqual([]);
  });

  test("is its own also where an answer lacks the source's unique id, and where the clocks are minutes apart", () => {
    const { sourceUniqueId: _missing, ...rest } = own;
    expect(differencesFromOrder(order, { ...rest, timeCreated: "2026-11-20T09:50:00.0000000Z" })).toEqual([]);
  });

  test("what differs in anything is not, and exactly that is told", () => {
    fc.assert(
      fc.property(fc.subarray(changes, { minLength: 1 }), (some) => {
        const found = Object.assign({}, own, ...some.map(({ change }) => change)) as Disk;
        const told = new Set(differencesFromOrder(order, found).map(({ aspect }) => aspect));
        // Of two changes of one field the later one holds; each makes the same aspect differ.
        expect(told).toEqual(new Set(some.map(({ aspect }) => aspect)));
        expect(() => assertAsOrdered(order, found)).toThrow("is not what this operation ordered");
      }),
    );
  });

  test("a conflict says what differs, that it stays, and what to do", () => {
    const found = { ...own, tags: {}, diskSizeBytes: 128 * GIB_BYTES, sku: "StandardSSD_LRS" };
    expect(() => assertAsOrdered(order, found)).toThrow(
      "There is a disk back in rg-db that is not what this operation ordered: it does not carry the mark of this operation (tag snapscope-operation); it has 128 GiB and not 64.0 GiB; it is of type Standard SSD (LRS) and not Premium SSD (LRS). It was neither taken over nor deleted. Begin again with another name.",
    );
  });

  test("a copy is told by the same rule", () => {
    const made: Snapshot = sampleCopy(source, { name: "s1-dr", tags: { [OPERATION_TAG]: "o1" }, timeCreated: own.timeCreated });
    const copy: ResourceOrder = {
      ...order,
      targetId: made.id,
      createOption: "CopyStart",
      region: made.location,
      sku: made.sku,
      sizeBytes: made.diskSizeBytes ?? 0,
      zones: [],
    };
    expect(differencesFromOrder(copy, made)).toEqual([]);
    expect(differencesFromOrder(copy, { ...made, sku: "Standard_LRS" }).map(({ aspect }) => aspect)).toEqual(["type"]);
  });
});

describe("a disk ordered from a blob", () => {
  const blobUrl = "https://vault.blob.core.windows.net/vhds/db.restore-o1.vhd";
  const { source: _snapshot, ...rest } = order;
  const imported: ImportOrder = { ...rest, createOption: "Import", source: { blobUrl, accountId: "/accounts/vault" } };
  const { sourceResourceId: _none, sourceUniqueId: _neither, ...made } = { ...own, createOption: "Import" };

  test("is the operation's own by mark and blob, and by the mark where Azure leaves the blob out", () => {
    expect(differencesFromOrder(imported, { ...made, sourceUri: blobUrl })).toEqual([]);
    expect(differencesFromOrder(imported, made)).toEqual([]);
  });

  test("is somebody else's of another blob, of a snapshot, and without the mark", () => {
    const other = { ...made, sourceUri: blobUrl.replace("db", "other") };
    expect(differencesFromOrder(imported, other)).toEqual([
      { aspect: "source", message: "was made from the blob other.restore-o1.vhd and not from the blob db.restore-o1.vhd as it was" },
    ]);
    expect(differencesFromOrder(imported, own).map(({ aspect }) => aspect)).toEqual(["source"]);
    expect(differencesFromOrder(imported, { ...made, tags: {} }).map(({ aspect }) => aspect)).toEqual(["mark"]);
    expect(differencesFromOrder(order, made).map(({ aspect }) => aspect)).toEqual(["source"]);
  });
});
