// Clients of an older api-version see the properties that it had.

import { afterAll, beforeAll, expect, it } from "vitest";
import { createClock } from "../../clock.ts";
import type { Disk } from "../../model/records/disk.ts";
import type { Snapshot } from "../../model/records/snapshot.ts";
import { setImmutability } from "../../model/rules/immutability.ts";
import type { TestAzure } from "../../testing/test-azure.ts";
import { startTestAzure } from "../../testing/test-azure.ts";
import { diskApiVersions } from "../api-versions.ts";

let azure: TestAzure;
let disk: Disk;
let snapshot: Snapshot;
beforeAll(async () => {
  const nowMs = Date.now();
  azure = await startTestAzure({ clock: createClock({ realNowMs: () => nowMs }) });
  const { world, group } = azure;
  const settings = {
    dataAccessAuthMode: "None",
    diskAccessId: "/access",
    supportsHibernation: true,
    supportedCapabilities: { architecture: "x64" },
    purchasePlan: { name: "n", publisher: "p", product: "p" },
  } as const;
  disk = Object.assign(world.createEmptyDisk({ name: "v", group, sku: "Premium_LRS", sizeGib: 4 }), { ...settings, maxShares: 2 });
  const v2 = world.createEmptyDisk({ name: "v2", group, sku: "PremiumV2_LRS", sizeGib: 4 });
  const taken = world.takeSnapshot({ disk: v2, name: "s", group, incremental: true, instantAccessDurationMinutes: 60 });
  snapshot = Object.assign(taken, settings);
  snapshot.creationData.provisionedBandwidthCopySpeed = "Enhanced";
  snapshot.copyCompletionError = { errorCode: "CopySourceNotFound", errorMessage: "gone" };
  setImmutability(world, snapshot, { type: "Unlocked", durationDays: 1 });
});
afterAll(() => azure.stop());

interface Shown {
  properties: Record<string, unknown> & { creationData: Record<string, unknown> };
}

async function shownAt(id: string, version: string): Promise<Shown> {
  return (await (await azure.call("GET", `${id}?api-version=${version}`)).json()) as Shown;
}

/** The first version that shows each property; those that the oldest one shows are left out. */
async function firstShown(id: string): Promise<Record<string, string>> {
  const first: Record<string, string> = {};
  for (const version of diskApiVersions) {
    const { properties } = await shownAt(id, version);
    for (const name of [...Object.keys(properties), ...Object.keys(properties.creationData).map((one) => `creationData.${one}`)])
      first[name] ??= version;
  }
  return Object.fromEntries(Object.entries(first).filter(([, version]) => version !== diskApiVersions[0]));
}

const ofBoth = {
  networkAccessPolicy: "2020-05-01",
  diskAccessId: "2020-05-01",
  purchasePlan: "2020-09-30",
  supportsHibernation: "2020-12-01",
  supportedCapabilities: "2021-04-01",
  publicNetworkAccess: "2021-04-01",
  dataAccessAuthMode: "2021-12-01",
};

it("a disk shows each property from its own version on", async () => {
  expect(await firstShown(disk.id)).toEqual({ ...ofBoth, maxShares: "2019-11-01", tier: "2020-06-30" });
});

it("a snapshot does, what it was made from as well", async () => {
  expect(await firstShown(snapshot.id)).toEqual({
    ...ofBoth,
    diskState: "2020-06-30",
    "creationData.logicalSectorSize": "2020-06-30",
    completionPercent: "2021-04-01",
    copyCompletionError: "2022-03-02",
    incrementalSnapshotFamilyId: "2022-03-02",
    "creationData.provisionedBandwidthCopySpeed": "2023-10-02",
    "creationData.instantAccessDurationMinutes": "2025-01-02",
    snapshotAccessState: "2025-01-02",
    immutabilityPolicy: "2026-03-02",
  });
});

it("lists and the outputs of operations follow the version they are asked with", async () => {
  const base = `/subscriptions/${azure.subscriptionId}/resourceGroups/Test-Group/providers/Microsoft.Compute`;
  const old = "api-version=2019-07-01";
  const listed = (await (await azure.call("GET", `${base}/snapshots?${old}`)).json()) as { value: Shown[] };
  expect(listed.value.map(({ properties }) => properties.incrementalSnapshotFamilyId)).toEqual([undefined]);
  const put = await azure.call("PUT", `${base}/disks/old?${old}`, {
    location: "westeurope",
    properties: { creationData: { createOption: "Empty" }, diskSizeGB: 1 },
  });
  azure.world.clock.advance(1000);
  const { properties } = (await (await azure.call("GET", put.headers.get("azure-asyncoperation") ?? "")).json()) as {
    properties: { output: Shown };
  };
  expect(properties.output.properties).not.toHaveProperty("networkAccessPolicy");
  expect(properties.output.properties).toHaveProperty("diskState", "Unattached");
});

it("a version does not take what it does not know, and names it", async () => {
  const refused = async (method: string, path: string, version: string, body: object) => {
    const answer = await azure.call(method, `${path}?api-version=${version}`, body);
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    return [answer.status, error.code, /'(\w+)' on object/.exec(error.message)?.[1]];
  };
  expect(await refused("PATCH", disk.id, "2020-12-01", { properties: { publicNetworkAccess: "Disabled" } })).toEqual([
    400,
    "BadRequest",
    "publicNetworkAccess",
  ]);
  const creationData = { createOption: "CopyStart", sourceResourceId: snapshot.id, provisionedBandwidthCopySpeed: "Enhanced" };
  expect(
    await refused("PUT", `${snapshot.id}-copy`, "2023-04-02", { location: "northeurope", properties: { creationData, incremental: true } }),
  ).toEqual([400, "BadRequest", "provisionedBandwidthCopySpeed"]);
  const grant = { access: "Read", durationInSeconds: 60, fileFormat: "VHD" };
  expect(await refused("POST", `${disk.id}/beginGetAccess`, "2022-07-02", grant)).toEqual([400, "BadRequest", "fileFormat"]);
});

it("the answer to a change carries the operating system", async () => {
  for (const [resource, version] of [
    [disk, "2025-01-02"],
    [snapshot, "2025-01-02"],
    [disk, "2020-09-30"],
  ] as const) {
    resource.osType = "Linux";
    const answer = (await (await azure.call("PATCH", `${resource.id}?api-version=${version}`, { tags: { a: "1" } })).json()) as Shown;
    expect(answer.properties).toMatchObject({ osType: "Linux", provisioningState: "Updating" });
  }
});
