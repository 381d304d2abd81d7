// Lists of blobs as others may have made them: what is odd costs itself, and a list that does not end is one that failed.
import type { ContainerClient } from "@azure/storage-blob";
import { describe, expect, it } from "vitest";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import { assembleReplicas, type ListedBlob } from "./assemble-replicas.ts";
import { listBlobs } from "./list-blobs.ts";
import { type BaseFacts, parseBaseMetadata, toBaseMetadata, toSnapshotMetadata } from "./replica-metadata.ts";

const where = { accountId: "/account", container: "vhds", region: "northeurope" };
const facts: BaseFacts = { diskId: "/disk", diskUniqueId: "d", stripe: 0, stripes: 1, sizeBytes: 1024 };
const point = { snapshotId: "/s1", uniqueId: "u1", sizeBytes: 1024, planHash: "p", operationId: "o" };
const blob = (name: string, metadata: Record<string, string>, more: Partial<ListedBlob> = {}): ListedBlob => ({
  name,
  metadata,
  lengthBytes: 1536,
  isPageBlob: true,
  ...more,
});
const snapshotOf = (name: string, time: string) =>
  blob(name, toSnapshotMetadata({ ...facts, point: { ...point, manifest: { blob: "m", sha256: "x" } } }), { snapshot: time });

describe("a list of blobs", () => {
  it("shows the replicas among whatever else there is, an unreadable one as that", () => {
    const found = assembleReplicas(where, [
      blob("a.vhd", {}),
      blob("b.vhd", toBaseMetadata(facts)),
      blob("later.vhd", { ...toBaseMetadata(facts), snapscopereplica: "2" }),
      blob("torn.vhd", { ...toBaseMetadata(facts), diskid: "%E0%A4%A" }),
      blob("block.vhd", toBaseMetadata(facts), { isPageBlob: false }),
      blob("renamed", toBaseMetadata(facts)),
      blob("b.manifests/u1.json", { sha256: "x" }, { isPageBlob: false }),
    ]);
    const unreadable = { rule: "unreadable", message: expect.stringContaining("not those of a replica") };
    expect(found.map(({ replica }) => [replica.place.name, replica.problem])).toEqual([
      ["b", undefined],
      ...["later", "torn", "block", "renamed"].map((name) => [name, unreadable]),
    ]);
  });

  it("counts a blob snapshot that came twice once, and none that is not of the disk", () => {
    const other = { ...snapshotOf("b.vhd", "2026-01-03T00:00:00.0000000Z") };
    other.metadata = { ...other.metadata, diskuniqueid: "other" };
    const times = ["2026-01-02T00:00:00.0000000Z", "2026-01-01T00:00:00.0000000Z"];
    const listed = [blob("b.vhd", toBaseMetadata({ ...facts, committed: "u1" })), ...times.map((time) => snapshotOf("b.vhd", time)), other];
    expect(assembleReplicas(where, listed)[0]?.replica.points.map(({ blobSnapshots }) => blobSnapshots)).toEqual([[times[1]]]);
  });

  it("has names in any case of letters", () => {
    const upper = Object.fromEntries(Object.entries(toBaseMetadata(facts)).map(([name, value]) => [name.toUpperCase(), value]));
    expect(parseBaseMetadata(upper)).toMatchObject(facts);
  });

  it("fits, with the longest ids there are, into the 8 KiB that a blob may say", () => {
    const id = `/subscriptions/${"0".repeat(36)}/resourceGroups/${"ü".repeat(90)}/providers/Microsoft.Compute/snapshots/${"s".repeat(80)}`;
    const long = { ...point, snapshotId: id, predecessorUniqueId: "0".repeat(36), planHash: "f".repeat(64), timeCreated: "x".repeat(40) };
    const texts = [
      toBaseMetadata({ ...facts, diskId: id, writing: long, committed: "0".repeat(36), clearFirst: true }),
      toSnapshotMetadata({ ...facts, diskId: id, point: { ...long, manifest: { blob: "m".repeat(300), sha256: "f".repeat(64) } } }),
    ];
    for (const metadata of texts) {
      expect(Object.entries(metadata).reduce((sum, [name, value]) => sum + `x-ms-meta-${name}${value}`.length, 0)).toBeLessThan(8192);
      expect(Object.keys(metadata).every((name) => /^[a-z][a-z0-9]*$/.test(name))).toBe(true);
    }
  });

  it("that goes in a circle fails", async () => {
    const page = { segment: { blobItems: [] }, continuationToken: "again" };
    const container = {
      containerName: "vhds",
      listBlobsFlat: () => ({ byPage: () => ({ next: async () => ({ value: page, done: false }) }) }),
    } as unknown as ContainerClient;
    await expect(listBlobs(container, undefined, testContext)).rejects.toMatchObject({ code: "azure-failed", retryable: true });
  });
});
