// The changes Snapscope makes in Azure: a snapshot of a disk, a copy of a snapshot in another region, a disk from a snapshot
// or from a blob; and a snapshot deleted (snapshot-deletion.ts). What it makes:
//
// look ─▶ nothing there ─▶ PUT ─▶ look: as ordered ─▶ done
//   └──▶ as ordered ─▶ done         └──▶ anything else ─▶ conflict
//   └──▶ anything else ─▶ conflict
//
// A PUT over a name that exists would change what is there, so every sending of it, the SDK's own repeats after a
// throttled or lost answer too, is preceded by a look. Disks and snapshots have no ETag and Azure does not honour
// If-None-Match for them (docs/decisions/0006). That ARM accepted an order says nothing about the data (completionPercent).
import type { Disk as AzureDisk, ComputeManagementClient } from "@azure/arm-compute";
import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import { type Disk, parseResourceId, type ResourceId, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { hasFailed } from "#lib/domain/inventory/provisioning-state.ts";
import { markedTags } from "#lib/domain/operations/operation-mark.ts";
import {
  assertAsOrdered,
  type CopyOrder,
  type DiskOrder,
  type ImportOrder,
  type ResourceOrder,
  type SnapshotOrder,
} from "#lib/domain/operations/resource-order.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";
import type { AzureWriter } from "#lib/services/ports/writer.ts";
import { answeredRequestId, createComputeClient } from "./arm-client.ts";
import { toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";
import { deleteOwnDisk } from "./disk-deletion.ts";
import { deleteSnapshot } from "./snapshot-deletion.ts";
import { readableCall } from "./unreadable.ts";

export interface AzureWriterDeps {
  connection: AzureConnection;
  inventory: Pick<AzureInventory, "getSnapshot" | "getDisk">;
}

export function createAzureWriter({ connection, inventory }: AzureWriterDeps): AzureWriter {
  return {
    startCopy: async (order, context) => {
      const body = copyBody(order);
      return makeOnce(connection, order, context, {
        what: "snapshot",
        look: () => inventory.getSnapshot(order.targetId, context),
        put: async ({ snapshots }, { resourceGroup, name }) =>
          snapshots.createOrUpdate(resourceGroup, name, body, pollOptions(connection, context)),
      });
    },
    takeSnapshot: async (order, context) => {
      const body = snapshotBody(order);
      return makeOnce(connection, order, context, {
        what: "snapshot",
        look: () => inventory.getSnapshot(order.targetId, context),
        put: async ({ snapshots }, { resourceGroup, name }) =>
          snapshots.createOrUpdate(resourceGroup, name, body, pollOptions(connection, context)),
      });
    },
    restoreDisk: async (order, context) => makeDisk(order, bodyOf(order), context),
    importDisk: async (order, context) => makeDisk(order, importBody(order), context),
    deleteDisk: (order, context) => deleteOwnDisk({ connection, inventory }, order, context),
    deleteSnapshot: (confirmed, context, assertMayGo) => deleteSnapshot({ connection, inventory, assertMayGo }, confirmed, context),
  };

  function makeDisk(order: DiskOrder, settings: Omit<AzureDisk, "diskSizeGB">, context: CallContext): Promise<Disk> {
    const body = { ...settings, diskSizeGB: order.sizeBytes / GIB_BYTES };
    return makeOnce(connection, order, context, {
      what: "disk",
      look: () => inventory.getDisk(order.targetId, context),
      put: async ({ disks }, { resourceGroup, name }) => disks.createOrUpdate(resourceGroup, name, body, pollOptions(connection, context)),
    });
  }
}

interface Making<Made> {
  what: string;
  look(): Promise<Made | undefined>;
  put(client: ComputeManagementClient, target: ResourceId): Promise<unknown>;
}

async function makeOnce<Made extends Disk | Snapshot>(
  connection: AzureConnection,
  order: DiskOrder,
  context: CallContext,
  { what, look, put }: Making<Made>,
): Promise<Made> {
  const target = parseResourceId(order.targetId);
  if (!target) throw new Error(`${order.targetId} is no id of a resource.`);
  const lookForOwn = async () => {
    const found = await look();
    if (found) assertAsOrdered(order, found);
    return found;
  };
  const present = await lookForOwn();
  if (present && !hasFailed(present)) return present;
  const client = createComputeClient(connection, target.subscriptionId, context);
  client.pipeline.addPolicy(lookBeforeRepeating(lookForOwn), { afterPhase: "Retry" });
  try {
    await readableCall(
      () => answeredRequestId(context),
      () => put(client, target),
    );
  } catch (error) {
    // Whatever was answered: what is there now counts. Somebody else's is a conflict, and what was ordered has been taken.
    const found = isAborted(context) ? undefined : await lookForOwn().catch(onlyConflicts);
    if (found && !hasFailed(found)) return found;
    throw toAzureError(error, `make the ${what} ${target.name}`);
  }
  const made = await lookForOwn();
  if (made) return made;
  throw new AppError("azure-failed", `Azure accepted the ${what} ${target.name} and then did not know it.`, { retryable: true });
}

function bodyOf(order: ResourceOrder) {
  const { createOption, source } = order;
  return { ...settingsOf(order), creationData: { createOption, sourceResourceId: source.id } };
}

function importBody(order: ImportOrder) {
  const { createOption, source, system } = order;
  return {
    ...settingsOf(order),
    ...(system ? { osType: system.osType, hyperVGeneration: system.generation } : {}),
    creationData: { createOption, sourceUri: source.blobUrl, storageAccountId: source.accountId },
  };
}

function settingsOf({ region, tags, operationId, sku, zones }: DiskOrder) {
  return {
    location: region,
    tags: markedTags(tags, operationId),
    sku: { name: sku },
    ...(zones.length > 0 ? { zones: [...zones] } : {}),
  };
}

function copyBody({ speed, ...order }: CopyOrder) {
  const { creationData, ...body } = bodyOf(order);
  const fast = speed === undefined ? {} : { provisionedBandwidthCopySpeed: speed };
  return { ...body, incremental: true, creationData: { ...creationData, ...fast } };
}

function snapshotBody({ kind, instantAccessMinutes, ...order }: SnapshotOrder) {
  const { creationData, ...body } = bodyOf(order);
  const instant = instantAccessMinutes === undefined ? {} : { instantAccessDurationMinutes: instantAccessMinutes };
  return { ...body, incremental: kind === "incremental", creationData: { ...creationData, ...instant } };
}

/** The first sending comes right after a look; a repeat may come minutes later, when Azure asked to wait. */
function lookBeforeRepeating(look: () => Promise<unknown>): PipelinePolicy {
  let sent = 0;
  return {
    name: "snapscopeLookBeforeRepeating",
    async sendRequest(request, next) {
      if (request.method === "PUT" && sent++ > 0) await look();
      return next(request);
    },
  };
}

function onlyConflicts(error: unknown): undefined {
  if (isAppError(error) && error.code === "conflict") throw error;
  return undefined;
}

function isAborted({ signal }: CallContext): boolean {
  return signal?.aborted === true;
}

function pollOptions(connection: AzureConnection, context: CallContext) {
  return {
    ...(connection.pollIntervalMs === undefined ? {} : { updateIntervalInMs: connection.pollIntervalMs }),
    ...(context.signal ? { abortSignal: context.signal } : {}),
  };
}
