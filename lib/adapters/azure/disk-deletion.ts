// Deletes a disk that an operation made for itself, and only that: what carries the operation's mark and is in everything what was
// ordered. Every sending, the SDK's own repeats too, is preceded by a look, as with snapshots (snapshot-deletion.ts).
import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { AppError } from "#lib/domain/app-error.ts";
import { parseResourceId } from "#lib/domain/inventory/inventory.ts";
import { assertAsOrdered, type ResourceOrder } from "#lib/domain/operations/resource-order.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";
import { answeredRequestId, createComputeClient } from "./arm-client.ts";
import { toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";
import { readableCall } from "./unreadable.ts";

interface DeletionDeps {
  connection: AzureConnection;
  inventory: Pick<AzureInventory, "getDisk">;
}

export async function deleteOwnDisk({ connection, inventory }: DeletionDeps, order: ResourceOrder, context: CallContext): Promise<void> {
  const target = parseResourceId(order.targetId);
  if (!target) throw new Error(`${order.targetId} is no id of a disk.`);
  const isThere = async () => {
    const disk = await inventory.getDisk(order.targetId, context);
    if (!disk) return false;
    assertAsOrdered(order, disk);
    if (!disk.managedBy) return true;
    const message = `Somebody attached the temporary disk ${target.name} to a machine: it was not deleted.`;
    throw new AppError("conflict", message, { details: { diskId: disk.id, rule: "attached" } });
  };
  if (!(await isThere())) return;
  const client = createComputeClient(connection, target.subscriptionId, context);
  client.pipeline.addPolicy(lookBeforeRepeating(isThere), { afterPhase: "Retry" });
  try {
    await readableCall(
      () => answeredRequestId(context),
      async () =>
        client.disks.delete(target.resourceGroup, target.name, {
          ...(connection.pollIntervalMs === undefined ? {} : { updateIntervalInMs: connection.pollIntervalMs }),
          ...(context.signal ? { abortSignal: context.signal } : {}),
        }),
    );
  } catch (error) {
    // Whatever was answered: what is there now counts.
    if (!context.signal?.aborted && !(await isThere())) return;
    throw toAzureError(error, `delete the temporary disk ${target.name}`);
  }
  if (await isThere())
    throw new AppError("azure-failed", `Azure said that it deleted ${target.name}, and it is still there.`, { retryable: true });
}

function lookBeforeRepeating(isThere: () => Promise<boolean>): PipelinePolicy {
  let sent = 0;
  return {
    name: "snapscopeLookBeforeDeletingDiskAgain",
    async sendRequest(request, next) {
      if (request.method === "DELETE" && sent++ > 0 && !(await isThere()))
        throw new AppError("not-found", "gone before it was asked for again");
      return next(request);
    },
  };
}
