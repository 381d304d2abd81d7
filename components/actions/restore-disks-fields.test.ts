import { expect, test } from "vitest";
import { type DiskToRestore, type RestoreDisksOptions, restoreDisksRequest } from "#lib/operations/kinds/restore-disks/request.ts";
import {
  initialRestoreDisksFields,
  momentChoices,
  snapshotNameAt,
  spreadNote,
  toRestoreDisksRequest,
  withDisks,
} from "./restore-disks-fields.ts";

const disk = (name: string, seconds: number[], changes: Partial<DiskToRestore> = {}): DiskToRestore => ({
  diskId: `/disks/${name}`,
  diskName: name,
  sku: "Premium_LRS",
  suggestedName: `${name}-restored`,
  snapshots: seconds.map((s) => ({
    id: `/${name}/${s}`,
    name: `${name}-${s}`,
    timeCreated: new Date(Date.UTC(2026, 2, 1, 2, 0, s)).toISOString(),
  })),
  possible: true,
  ...changes,
});
const options: RestoreDisksOptions = {
  kind: "restore-disks",
  possible: true,
  disks: [
    disk("os", [600, 0]),
    disk("data", [602, 3], { zone: "1" }),
    disk("new", [], { possible: false, reason: "new has no snapshots." }),
  ],
  resourceGroups: [],
  suggestedRegion: "westeurope",
  suggestedGroup: { name: "rg", reason: "" },
};

test("the form begins with all disks that can be, at the newest moment, and says how far apart they are", () => {
  const fields = initialRestoreDisksFields(options);
  expect(fields).toMatchObject({ diskIds: ["/disks/os", "/disks/data"], at: "2026-03-01T02:10:00.000Z", targetResourceGroup: "rg" });
  expect(momentChoices(options, fields).map(({ label, reason }) => [label, reason])).toEqual([
    ["2026-03-01 02:10:00 UTC", "At most 2.0 s apart."],
    ["2026-03-01 02:00:00 UTC", "At most 3.0 s apart."],
  ]);
  expect(spreadNote(options, fields)).toBe("At most 2.0 s apart.");
  const request = { kind: "restore-disks", ...toRestoreDisksRequest({ ...fields, names: { "/disks/os": "mine" } }, options) };
  expect(restoreDisksRequest.parse(request).snapshots).toEqual([
    { snapshotId: "/os/600", diskName: "mine", sku: "Premium_LRS" },
    { snapshotId: "/data/602", diskName: "data-restored-20260301", sku: "Premium_LRS", zone: "1" },
  ]);
});

test("another choice of disks keeps the moment where they have it, and the first of them says which there are", () => {
  const fields = { ...initialRestoreDisksFields(options), at: "2026-03-01T02:00:00.000Z" };
  const data = options.disks[1];
  expect(data && snapshotNameAt(options, fields, data)).toBe("data-3");
  expect(withDisks(fields, options, ["/disks/os"]).at).toBe("2026-03-01T02:00:00.000Z");
  const without = withDisks(fields, options, ["/disks/data"]);
  expect([without.at, spreadNote(options, without)]).toEqual(["2026-03-01T02:10:02.000Z", undefined]);
  expect(toRestoreDisksRequest(withDisks(fields, options, []), options).snapshots).toEqual([]);
});
