import { describe, expect, it } from "vitest";
import { parsePointId, toPointId } from "#lib/domain/replication/point-id.ts";
import type { Replica, ReplicaPoint } from "#lib/domain/replication/replica.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { sampleDisk } from "#lib/domain/testing/inventory-sample.ts";
import { planRestoreReplica, type RestoreReplicaPlanInput, suggestPointDiskName } from "./plan.ts";
import { systemChoices, typeChoices, typeReason } from "./type-choice.ts";
import { restoreReplicaWords } from "./words.ts";

const accountId = "/subscriptions/s/resourceGroups/vault/providers/Microsoft.Storage/storageAccounts/vault01";
const sourceDisk = sampleDisk({ name: "db01" });
const point: ReplicaPoint = {
  snapshotId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/db01-1",
  uniqueId: "u-1",
  timeCreated: "2026-03-01T02:00:00.0000000Z",
  sizeBytes: 64 * GIB_BYTES,
  planHash: "",
  operationId: "op",
  blobSnapshots: ["2026-03-01T03:00:00.0000000Z"],
  manifest: { blob: "", sha256: "" },
};
const replica: Replica = {
  place: { accountId, container: "replicas", name: "db01" },
  region: "northeurope",
  diskId: sourceDisk.id,
  diskUniqueId: sourceDisk.uniqueId,
  stripes: 1,
  points: [point],
};

function plan(given: Partial<RestoreReplicaPlanInput> = {}) {
  return planRestoreReplica({
    replica,
    point,
    sourceDisk,
    targetResourceGroup: "dr",
    diskName: "db01-back",
    sku: "Premium_LRS",
    sizeGib: 64,
    system: "data",
    diskPrice: { missing: "not-listed" },
    ...given,
  });
}
const rules = (given: Partial<RestoreReplicaPlanInput>) => plan(given).problems.map(({ rule }) => rule);

describe("a restore from a replica", () => {
  it("says that it goes by a blob of its own, in the account's region, and is not verified", () => {
    const made = plan();
    expect(made).toMatchObject({ possible: true, problems: [], transferBytes: 64 * GIB_BYTES, transferBound: "at-most" });
    expect(made.summary).toBe(
      "Create the disk db01-back (Premium SSD (LRS), 64 GiB) in North Europe from db01-1 of 2026-03-01 02:00 UTC in the replica db01.",
    );
    expect(made.steps.map(({ detail }) => detail).join(" ")).toMatch(/db01\.restore-….vhd, in the same container.*restored, not verified/s);
    expect(made.costs.map(({ title, usd }) => [title, usd])).toContainEqual(["Data leaving the region", "0"]);
  });

  it("is the same with az: copy of the blob snapshot, disk from its address, blob deleted", () => {
    const [copy = "", create = "", remove = ""] = plan({ system: "linux-v2", zone: "2" }).cli.split("\n");
    expect(copy).toContain("--source-blob db01.vhd --source-snapshot 2026-03-01T03:00:00.0000000Z");
    expect(create).toContain(`--source-storage-account-id ${accountId}`);
    expect(create).toContain("--zone 2 --os-type Linux --hyper-v-generation V2");
    expect(create).toContain(
      '--source "$(az storage blob url --account-name vault01 --container-name replicas --name db01.restore-OPERATION_ID.vhd',
    );
    expect(remove).toBe("az storage blob delete --account-name vault01 --container-name replicas --name db01.restore-OPERATION_ID.vhd");
  });

  it("is refused of several blobs, outside Azure, of a broken replica, and where no region is known", () => {
    expect(rules({ replica: { ...replica, stripes: 2 } })).toEqual(["striped"]);
    expect(rules({ point: { ...point, sizeBytes: 4097 * GIB_BYTES }, sizeGib: 4097 })).toEqual(["striped"]);
    expect(rules({ replica: { ...replica, place: { ...replica.place, accountId: "target:nas" } } })).toEqual(["not-azure"]);
    expect(rules({ replica: { ...replica, problem: { rule: "stripe-gone", message: "A blob is gone." } } })).toEqual(["stripe-gone"]);
    // Nothing may be built on it, and its points are what they were.
    expect(rules({ replica: { ...replica, problem: { rule: "written-by-others", message: "Changed." } } })).toEqual([]);
    expect(rules({ replica: { ...replica, region: undefined } })).toEqual(["no-region"]);
  });

  it("takes the rules of every new disk: type, zone, size and name", () => {
    expect(rules({ sku: "PremiumV2_LRS", zone: "1" })).toEqual(["sku"]);
    expect(rules({ sku: "Premium_ZRS", zone: "1" })).toEqual(["zone-with-zrs"]);
    expect(rules({ sizeGib: 63 })).toEqual(["size"]);
    expect(rules({ diskName: "no spaces", nameTaken: true })).toEqual(["name", "name-taken"]);
    expect(plan({ sizeGib: 128 }).warnings.join()).toContain("larger than the recovery point");
  });

  it("suggests the disk's type and name, and data only where it is known to be no more", () => {
    const choices = typeChoices(replica, point, sourceDisk);
    expect(choices.filter(({ possible }) => !possible).map(({ value }) => value)).toEqual(["PremiumV2_LRS", "UltraSSD_LRS"]);
    expect(typeReason(replica, point, undefined)).toContain("not known");
    expect(suggestPointDiskName(replica, point)).toBe("db01-restored-20260301");
    const recommended = (disk: { osType?: "Linux" } | undefined) =>
      systemChoices(disk).flatMap((choice) => (choice.recommended ? [choice.value] : []));
    expect([recommended({}), recommended({ osType: "Linux" }), recommended(undefined)]).toEqual([["data"], [], []]);
  });

  it("that is cancelled says what may be left: the blob, and the disk once that was asked for", () => {
    const left = (states: Record<string, string>) =>
      restoreReplicaWords.afterCancel?.({
        request: { kind: "restore-replica", replica: "db01", container: "replicas", diskName: "db01-back" },
        steps: Object.entries(states).map(([name, state]) => ({ name, state: state as never })),
      })?.text;
    expect(left({ stage: "pending" })).toBeUndefined();
    expect(left({ stage: "skipped" })).toMatch(/^The blob db01\.restore-….vhd in replicas may be left/);
    expect(left({ stage: "succeeded", create: "succeeded" })).toMatch(/^Azure goes on making the disk db01-back.*The blob db01/);
  });
});

describe("the id of a recovery point", () => {
  it("is read back as it was written, slashes in the replica's name and all", () => {
    const address = { place: { accountId, container: "replicas", name: "west/db01" }, uniqueId: "u-1" };
    expect(parsePointId(toPointId(address))).toEqual(address);
    const target = { place: { accountId: "target:nas", container: "r", name: "db/points/x/replicas/y" }, uniqueId: "u" };
    expect(parsePointId(toPointId(target))).toEqual(target);
    expect(parsePointId("nothing of the sort")).toBeUndefined();
  });
});
