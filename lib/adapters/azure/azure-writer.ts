// The two changes Snapscope makes in Azure: copy a snapshot to another region, and make a disk from one.
// Both may be asked for again after a crash: what is there under the name is looked at first and adopted
// when it has the same source. That ARM accepted an order says nothing about the data (completionPercent).
import { AppError } from "#lib/domain/app-error.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";
import type { AzureWriter, RestoreDisk, StartCopy } from "#lib/services/ports/writer.ts";
import { createComputeClient } from "./arm-client.ts";
import { toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";

export interface AzureWriterDeps {
  connection: AzureConnection;
  inventory: Pick<AzureInventory, "getSnapshot" | "getDisk">;
}

export function createAzureWriter(deps: AzureWriterDeps): AzureWriter {
  return {
    startCopy: (request, context) => startCopy(deps, request, context),
    restoreDisk: (request, context) => restoreDisk(deps, request, context),
  };
}

async function startCopy({ connection, inventory }: AzureWriterDeps, request: StartCopy, context: CallContext): Promise<Snapshot> {
  const { targetSubscriptionId, targetResourceGroup, targetName, sourceId } = request;
  const targetId = resourceId(targetSubscriptionId, targetResourceGroup, "snapshots", targetName);
  const present = await inventory.getSnapshot(targetId, context);
  if (present) {
    assertSameSource(present, sourceId, "CopyStart", `snapshot ${targetName}`);
    if (present.provisioningState !== "Failed") return present;
  }
  try {
    await createComputeClient(connection, targetSubscriptionId, context).snapshots.createOrUpdate(
      targetResourceGroup,
      targetName,
      {
        location: request.targetRegion,
        tags: request.tags,
        sku: { name: request.sku },
        incremental: true,
        creationData: { createOption: "CopyStart", sourceResourceId: sourceId },
      },
      pollOptions(connection, context),
    );
  } catch (error) {
    throw toAzureError(error, `start the copy ${targetName}`);
  }
  return created(await inventory.getSnapshot(targetId, context), `snapshot ${targetName}`);
}

async function restoreDisk({ connection, inventory }: AzureWriterDeps, request: RestoreDisk, context: CallContext): Promise<Disk> {
  const { subscriptionId, resourceGroup, diskName, sourceId } = request;
  const diskId = resourceId(subscriptionId, resourceGroup, "disks", diskName);
  const present = await inventory.getDisk(diskId, context);
  if (present) {
    assertSameSource(present, sourceId, "Copy", `disk ${diskName}`);
    if (present.provisioningState !== "Failed") return present;
  }
  try {
    await createComputeClient(connection, subscriptionId, context).disks.createOrUpdate(
      resourceGroup,
      diskName,
      {
        location: request.region,
        tags: request.tags,
        sku: { name: request.sku },
        ...(request.zone ? { zones: [request.zone] } : {}),
        creationData: { createOption: "Copy", sourceResourceId: sourceId },
        diskSizeGB: request.sizeGib,
      },
      pollOptions(connection, context),
    );
  } catch (error) {
    throw toAzureError(error, `make the disk ${diskName}`);
  }
  return created(await inventory.getDisk(diskId, context), `disk ${diskName}`);
}

function assertSameSource(present: Snapshot | Disk, sourceId: string, createOption: string, what: string): void {
  const same = present.createOption?.toLowerCase() === createOption.toLowerCase() && sameResource(present.sourceResourceId ?? "", sourceId);
  if (same) return;
  throw new AppError("conflict", `There is a ${what} already, made from something else.`, {
    details: { present: present.id, source: present.sourceResourceId ?? "", wanted: sourceId },
  });
}

function created<T>(resource: T | undefined, what: string): T {
  if (resource) return resource;
  throw new AppError("azure-failed", `Azure accepted the ${what} and then did not know it.`, { retryable: true });
}

function resourceId(subscriptionId: string, resourceGroup: string, kind: "snapshots" | "disks", name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/${kind}/${name}`;
}

function pollOptions(connection: AzureConnection, context: CallContext) {
  return {
    ...(connection.pollIntervalMs === undefined ? {} : { updateIntervalInMs: connection.pollIntervalMs }),
    ...(context.signal ? { abortSignal: context.signal } : {}),
  };
}
