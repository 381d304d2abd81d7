// ARM says Canceled of what it gave up making: an operation that waits for it fails, and a retry orders it anew.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OperationRequest } from "#lib/contract/operations.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";

const context = { requestId: "canceled", principal: testPrincipal };
let lab: FaultLab;

beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

async function canceledThenRetried(request: OperationRequest) {
  const { getDisk, getSnapshot } = lab.parts.azure;
  const canceled = <Found extends { name: string }>(found: Found | undefined) =>
    found?.name === "made" ? { ...found, provisioningState: "Canceled" } : found;
  lab.parts.azure.getDisk = async (...asked) => canceled(await getDisk(...asked));
  lab.parts.azure.getSnapshot = async (...asked) => canceled(await getSnapshot(...asked));
  const { id } = await lab.desk.submit(request, undefined, context);
  const failed = await lab.end(id);
  Object.assign(lab.parts.azure, { getDisk, getSnapshot });
  await lab.desk.retry(id, context);
  return [failed, await lab.end(id)];
}

test("a restore", async () => {
  const [source] = await lab.makeSnapshots("db01", 1);
  const target = { targetResourceGroup: "Test-Group", diskName: "made", sku: "Premium_LRS", sizeGib: 4 } as const;
  const [failed, again] = await canceledThenRetried({ kind: "restore", snapshotId: source?.id ?? "", ...target });
  expect(failed).toMatchObject({ state: "failed", error: { code: "azure-failed", message: "Azure could not create the disk." } });
  expect(again).toMatchObject({ state: "succeeded" });
});

test("a copy", async () => {
  const [source] = await lab.makeSnapshots("db02", 1);
  const target = { targetRegion: "northeurope", targetResourceGroup: "dr", targetName: "made", sku: "Standard_LRS" } as const;
  const [failed, again] = await canceledThenRetried({ kind: "copy", snapshotId: source?.id ?? "", ...target });
  expect(failed).toMatchObject({
    state: "failed",
    error: { code: "azure-failed", message: "Azure could not create the new snapshot made." },
  });
  expect(again).toMatchObject({ state: "succeeded" });
});
