import { expect, test } from "vitest";
import type { DiskRow } from "#lib/contract/inventory.ts";
import { readDiskSort, sortDisks } from "./disk-sort.ts";

const disk = (name: string, of: Partial<DiskRow>) => ({ name, snapshotCount: 0, createdAt: "2026-11-01T00:00:00Z", ...of }) as DiskRow;
const disks = [
  disk("web-10", { provisionedBytes: 64, snapshotCount: 3, lastSnapshotAt: "2026-11-05T03:00:00Z" }),
  disk("web-2", { provisionedBytes: 512, snapshotCount: 1, lastSnapshotAt: "2026-11-07T03:00:00Z" }),
  disk("db-1", { provisionedBytes: 64 }),
];
const names = (key: string, order?: string) => sortDisks(disks, readDiskSort(key, order)).map(({ name }) => name);

test("disks are put in order by name as people count, by size, by snapshots and by the newest snapshot", () => {
  expect(names("name")).toEqual(["db-1", "web-2", "web-10"]);
  expect(names("provisioned")).toEqual(["web-2", "db-1", "web-10"]);
  expect(names("snapshots")).toEqual(["web-10", "web-2", "db-1"]);
  expect(names("newest")).toEqual(["web-2", "web-10", "db-1"]);
});

test("what has waited longest for a snapshot comes first, those that have none before all", () => {
  expect(names("newest", "asc")).toEqual(["db-1", "web-10", "web-2"]);
});

test("an order that the address makes up is that of the names", () => {
  expect(readDiskSort("colour", "sideways")).toEqual({ key: "name", order: "asc" });
});
