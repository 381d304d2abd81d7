import { describe, expect, it } from "vitest";
import type { ReplicateOptions } from "#lib/operations/kinds/replicate/request.ts";
import { initialReplicateFields, NEW, replicateRequestOf, toAccount } from "./replicate-fields.ts";

const replica = (name: string, points: number, problem?: string) => ({
  container: "vhds",
  name,
  points,
  newest: points === 0 ? null : { uniqueId: `u-${name}`, snapshotName: "s1" },
  ...(problem ? { problem } : {}),
});

const options: ReplicateOptions = {
  kind: "replicate",
  possible: true,
  accounts: [
    { value: "/a", label: "a", possible: false, reason: "You may not." },
    { value: "/b", label: "b", possible: true },
    { value: "/c", label: "c", possible: true, recommended: true },
    { value: "target:d", label: "d", possible: true },
  ],
  places: {
    "/b": { containers: [], replicas: [] },
    "/c": { containers: ["vhds"], replicas: [replica("broken", 9, "Written."), replica("db01", 3), replica("young", 1)] },
    "target:d": { containers: ["backups"], replicas: [] },
  },
  objectives: [
    { value: "least-time", label: "Least time", possible: true, recommended: true },
    { value: "fewest-bytes", label: "Fewest bytes", possible: true },
  ],
  suggestedContainer: "replicas",
  suggestedName: "db01-2",
  earlier: [],
  notRead: [],
};
const snapshots = [{ id: "/s1" }, { id: "/s2" }];

describe("the form of a replication", () => {
  it("begins with the account that has a replica of the disk, going on with the one that has most of it", () => {
    const fields = initialReplicateFields(options);
    expect(fields).toMatchObject({ accountId: "/c", replica: "vhds/db01", objective: "least-time" });
    expect(replicateRequestOf(options, fields, snapshots)).toEqual({
      snapshots: [{ snapshotId: "/s1" }, { snapshotId: "/s2" }],
      place: { accountId: "/c", container: "vhds", name: "db01" },
      objective: "least-time",
      builtOn: "u-db01",
    });
  });

  it("plans a new one on nothing, and takes the one container of a target of the settings", () => {
    const fields = { ...initialReplicateFields(options), replica: NEW };
    expect(replicateRequestOf(options, fields, snapshots)).toMatchObject({
      place: { container: "replicas", name: "db01-2" },
      builtOn: null,
    });
    expect(toAccount(options, fields, "target:d")).toEqual({ accountId: "target:d", replica: NEW, container: "backups" });
    expect(toAccount(options, { ...fields, container: "mine" }, "/b")).toEqual({ accountId: "/b", replica: NEW });
  });
});
