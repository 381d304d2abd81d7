// A disk, or a copy, of which Azure never says how far its making is.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { createCopyHandler } from "./copy/handler.ts";
import type { CopyRequest } from "./copy/request.ts";
import { createRestoreHandler } from "./restore/handler.ts";
import type { RestoreRequest } from "./restore/request.ts";

let local: LocalEstate;
let snapshotId: string;
let waitedMs = 0;
beforeAll(async () => {
  local = await startLocalEstate();
  snapshotId = takeSnapshot(local.azure, makeDisk(local.azure, "db01"), "db01-1").id;
});
afterAll(() => local.stop());

function contextOf<R extends CopyRequest | RestoreRequest>(payload: R): OperationContext<R> {
  waitedMs = 0;
  return {
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
}

const refreshInventory = async () => undefined;

it("a disk is waited for ten minutes, and then told: it may be there", async () => {
  const handler = createRestoreHandler({
    writer: local.writer,
    refreshInventory,
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
  const payload = {
    kind: "restore",
    snapshotId,
    targetResourceGroup: "Test-Group",
    diskName: "back",
    sku: "Premium_LRS",
    sizeGib: 4,
  } as const;
  await expect(handler.run(contextOf<RestoreRequest>(payload))).rejects.toMatchObject({
    code: "azure-failed",
    message: "Azure has not said for 10 minutes whether the disk back is ready. Look at it in Azure; a retry looks again.",
    details: { diskId: expect.stringContaining("/disks/back") },
  });
  expect(waitedMs).toBe(600_000);
});

it("so is a copy without a percentage", async () => {
  const handler = createCopyHandler({
    writer: local.writer,
    refreshInventory,
    measureUnknown: () => undefined,
    pollMs: 60_000,
    inventory: {
      ...local.inventory,
      async getSnapshot(id, context) {
        const snapshot = await local.inventory.getSnapshot(id, context);
        if (!snapshot || id === snapshotId) return snapshot;
        const { completionPercent: _unsaid, ...rest } = snapshot;
        return rest;
      },
    },
  });
  const target = { targetRegion: "northeurope", targetResourceGroup: "Test-Group", targetName: "there", sku: "Standard_ZRS" } as const;
  await expect(handler.run(contextOf<CopyRequest>({ kind: "copy", snapshotId, ...target }))).rejects.toMatchObject({
    code: "azure-failed",
    message: "Azure has not said for 10 minutes how far the copy there is. Look at it in Azure; a retry looks again.",
    details: { snapshotId: expect.stringContaining("/snapshots/there") },
  });
  expect(waitedMs).toBe(600_000);
});
