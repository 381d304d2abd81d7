// A disk of which Azure never says how far its making is.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { createRestoreHandler } from "./handler.ts";
import type { RestoreRequest } from "./request.ts";

let local: LocalEstate;
beforeAll(async () => {
  local = await startLocalEstate();
});
afterAll(() => local.stop());

it("is waited for ten minutes, and then told: the disk may be there", async () => {
  const snapshot = takeSnapshot(local.azure, makeDisk(local.azure, "db01"), "db01-1");
  const handler = createRestoreHandler({
    writer: local.writer,
    refreshInventory: async () => undefined,
    pollMs: 60_000,
    inventory: {
      ...local.inventory,
      async getDisk(id, context) {
        const disk = await local.inventory.getDisk(id, context);
        if (!disk) return undefined;
        const { provisioningState: _unsaid, ...rest } = disk;
        return rest;
      },
    },
  });
  const payload: RestoreRequest = {
    kind: "restore",
    snapshotId: snapshot.id,
    targetResourceGroup: "Test-Group",
    diskName: "back",
    sku: "Premium_LRS",
    sizeGib: 4,
  };
  let waitedMs = 0;
  const context: OperationContext<RestoreRequest> = {
    ...local.context,
    operationId: crypto.randomUUID(),
    createdAt: new Date(local.clock.nowMs()).toISOString(),
    payload,
    signal: new AbortController().signal,
    step: (_name, work) => work({ checkpoint: undefined, keep: async () => undefined, detail: () => undefined }),
    progress: () => undefined,
    waitingForAzure: (work) => work(),
    async sleep(ms) {
      waitedMs += ms;
      // An end for the test where there is none.
      if (waitedMs > 3_600_000) throw new Error("waited for an hour");
    },
  };
  await expect(handler.run(context)).rejects.toMatchObject({
    code: "azure-failed",
    message: "Azure has not said for 10 minutes whether the disk back is ready. Look at it in Azure; a retry looks again.",
    details: { diskId: expect.stringContaining("/disks/back") },
  });
  expect(waitedMs).toBe(600_000);
});
