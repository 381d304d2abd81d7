// Examples of Azure's REST API specification about snapshots, sent to Local Azure. They are written by hand and leave
// out what Azure insists on, or fill in nonsense: what was changed or allowed for that stands here.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { compareAnswer } from "../testing/recording-comparison.ts";
import type { Allowance } from "../testing/recordings.ts";
import { areRecordingsHere, asRecorded, judge, readRecording } from "../testing/recordings.ts";
import type { TestAzure } from "../testing/test-azure.ts";
import { startTestAzure } from "../testing/test-azure.ts";

type Json = Record<string, unknown>;
interface SnapshotBody extends Json {
  location: string;
  properties: { creationData: Json };
}

const version = "api-version=2025-01-02";
let azure: TestAzure;
let compute: string;

describe.skipIf(!areRecordingsHere)("an example of the specification gets its answer from Local Azure", () => {
  beforeEach(async () => {
    const nowMs = Date.now();
    azure = await startTestAzure({ clock: createClock({ realNowMs: () => nowMs }) });
    azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: "myResourceGroup", location: "westus" });
    compute = `/subscriptions/${azure.subscriptionId}/resourceGroups/myResourceGroup/providers/Microsoft.Compute`;
  });

  afterEach(() => azure.stop());

  it("getting an incremental snapshot shows all that its disk had", async () => {
    const example = readRecording<GetExample>("rest-api-spec-examples/Snapshot_GetIncrementalSnapshot.json");
    const { body } = example.responses["200"];
    await putDisk("myDisk", { ...imageSettingsOf(body.properties), diskSizeGB: 100 });
    const creationData = { createOption: "Copy", sourceResourceId: `${compute}/disks/myDisk` };
    await put("snapshots/myIncrementalSnapshot", {
      location: body.location,
      tags: body.tags,
      properties: { creationData, incremental: true },
    });
    const answered = await azure.call("GET", `${compute}/snapshots/${example.parameters.snapshotName}?${version}`);
    const differences = (await compareAnswer({ status: 200, headers: {}, body }, answered)).map((difference) => `GET: ${difference}`);
    const allowed: Allowance[] = [
      {
        difference: /^body\.(sku|properties\.publicNetworkAccess) should not be there$/,
        reason: "every recorded snapshot has them; the example is older",
      },
      {
        difference: /^body\.properties\.(networkAccessPolicy|diskState) is "\w+" instead of "0"$/,
        reason: "a number of an enumeration, written by mistake",
      },
      {
        difference: /^body\.properties\.diskSizeBytes is 107374182400 instead of 10737418240$/,
        reason: "100 GB in diskSizeGB are not 10 GiB",
      },
    ];
    expect(judge(differences, allowed)).toEqual(asRecorded);
  });

  it("a snapshot with instant access is made, and is exported as VHDX by a SAS", async () => {
    const examples = readExamples();
    const disk = {
      sku: { name: "PremiumV2_LRS" },
      location: "westus",
      properties: { creationData: { createOption: "Empty" }, diskSizeGB: 4 },
    };
    await put("disks/myDisk1", disk);
    await putExample("mySnapshot1", examples.Snapshot_Create_InstantAccessSnapshot);
    azure.world.clock.advance(3_600_000);
    const { request, response200 } = examples.Snapshot_BeginGetAccess;
    const accepted = await azure.call("POST", `${compute}/snapshots/mySnapshot1/beginGetAccess?${version}`, request);
    expect(accepted.status).toBe(202);
    azure.world.clock.advance(1000);
    const answered = await azure.call("GET", accepted.headers.get("location") ?? "");
    expect(await compareAnswer({ status: 200, headers: {}, body: response200 }, answered)).toEqual([]);
  });

  it("a snapshot is copied to another region with more bandwidth", async () => {
    const group = azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: "elsewhere", location: "eastus" });
    const disk = azure.world.createEmptyDisk({ name: "disk", group, sku: "Premium_LRS", sizeGib: 4 });
    const source = azure.world.takeSnapshot({ name: "mySnapshot1", group, disk, incremental: true });
    const example = readExamples().Snapshot_Create_EnhancedProvisionedBandwidthCopySpeed;
    await putExample("mySnapshot2", {
      ...example,
      properties: { creationData: { ...example.properties.creationData, sourceResourceId: source.id } },
    });
  });
});

interface GetExample {
  parameters: { snapshotName: string };
  responses: { 200: { body: { location: string; tags: Json; properties: Json } } };
}

interface Examples {
  Snapshot_Create_InstantAccessSnapshot: SnapshotBody;
  Snapshot_Create_EnhancedProvisionedBandwidthCopySpeed: SnapshotBody;
  Snapshot_BeginGetAccess: { request: Json; response200: Json };
}

/** With ids of this subscription, beginning with the slash that every id has. */
function readExamples(): Examples {
  const text = JSON.stringify(readRecording("rest-api-spec-examples/Snapshot_Create_InstantAccess_and_CopyStart.requests.json"));
  return JSON.parse(text.replaceAll("subscriptions/{subscription-id}", `/subscriptions/${azure.subscriptionId}`)) as Examples;
}

/** Both examples lack "incremental": Azure's guides say that what they ask for needs it. The file has no answers of Azure. */
async function putExample(name: string, example: SnapshotBody): Promise<void> {
  const asked = example.properties.creationData;
  const echo = await put(`snapshots/${name}`, { ...example, properties: { ...example.properties, incremental: true } });
  expect(echo.properties).toMatchObject({ creationData: asked, provisioningState: "Updating" });
  const shown = (await (await azure.call("GET", `${compute}/snapshots/${name}?${version}`)).json()) as SnapshotBody;
  expect([shown.location, shown.properties.creationData]).toEqual(["westus", expect.objectContaining(asked)]);
}

function imageSettingsOf({
  osType,
  hyperVGeneration,
  purchasePlan,
  supportedCapabilities,
  supportsHibernation,
  encryptionSettingsCollection,
}: Json): Json {
  return { osType, hyperVGeneration, purchasePlan, supportedCapabilities, supportsHibernation, encryptionSettingsCollection };
}

async function putDisk(name: string, properties: Json): Promise<void> {
  await put(`disks/${name}`, { location: "westus", properties: { creationData: { createOption: "Empty" }, ...properties } });
}

/** The body of the 202, when its work is over. */
async function put(path: string, body: Json): Promise<SnapshotBody> {
  const answered = await azure.call("PUT", `${compute}/${path}?${version}`, body);
  const text = await answered.text();
  expect([answered.status, text]).toEqual([202, expect.stringContaining('"provisioningState": "Updating"')]);
  azure.world.clock.advance(1000);
  return JSON.parse(text) as SnapshotBody;
}
