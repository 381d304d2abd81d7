// The three calls about the SAS of a snapshot, or of a disk by its id: whether there is one, grant, revoke. What a call that failed may have done
// is for the caller to ask.
import { AppError, askedWaitMs, isAppError } from "#lib/domain/app-error.ts";
import { parseResourceId, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { answeredRequestId, createComputeClient } from "./arm-client.ts";
import { saysGone, toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";
import { assertDataAddress } from "./origin-policy.ts";
import { readableCall } from "./unreadable.ts";

const REVOKE_ATTEMPTS = 3;

export class SnapshotSas {
  private readonly connection: AzureConnection;

  constructor(connection: AzureConnection) {
    this.connection = connection;
  }

  /** Anybody's. Rejects with not-found where the snapshot is gone. */
  async isActive(snapshotId: string, context: CallContext): Promise<boolean> {
    const { resourceGroup, name, client, lastId } = this.clientFor(snapshotId, context);
    try {
      const { diskState } = await readableCall(lastId, () => client.get(resourceGroup, name));
      return diskState?.startsWith("ActiveSAS") ?? false;
    } catch (error) {
      throw toAzureError(error, `read snapshot ${name}`);
    }
  }

  /** There is no SAS, or no snapshot; false too where Azure did not say. */
  async isSeenAbsent(snapshotId: string, context: CallContext): Promise<boolean> {
    try {
      return !(await this.isActive(snapshotId, context));
    } catch (error) {
      return saysGone(error);
    }
  }

  /** Gives the URL. */
  async grant({ id, logicalSectorSize }: Snapshot, durationInSeconds: number, context: CallContext): Promise<string> {
    const { resourceGroup, name, client, lastId } = this.clientFor(id, context);
    const options = this.pollOptions(context);
    const format = logicalSectorSize === 4096 ? ({ fileFormat: "VHDX" } as const) : {};
    try {
      const request = { access: "Read", durationInSeconds, ...format } as const;
      const { accessSAS } = await readableCall(lastId, () => client.grantAccess(resourceGroup, name, request, options));
      if (!accessSAS) throw new AppError("azure-failed", `Azure granted access to ${name} without a URL.`, { retryable: true });
      assertDataAddress(accessSAS, this.connection.blobOrigin);
      return accessSAS;
    } catch (error) {
      throw toAzureError(error, `grant read access to snapshot ${name}`);
    }
  }

  /**
   * Ends all SAS of the snapshot. Returns why it is not known to be so. isSettled: no grant can be under way any more, so
   * that there is none now means that there will be none.
   */
  async revoke(snapshotId: string, isSettled: boolean, context: CallContext): Promise<Error | undefined> {
    const { resourceGroup, name, client, lastId } = this.clientFor(snapshotId, context);
    const options = this.pollOptions(context);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await readableCall(lastId, () => client.revokeAccess(resourceGroup, name, options));
        return undefined;
      } catch (error) {
        if (saysGone(error)) return undefined;
        const failure = toAzureError(error, `revoke the access to snapshot ${name}`);
        // Nothing is asked within the wait Azure asks for: what is owed is asked for again later.
        if (askedWaitMs(failure) !== undefined) return failure;
        // An Azure that is away was asked often enough by the SDK.
        const isOver = attempt >= REVOKE_ATTEMPTS || !isAppError(failure) || failure.code === "azure-unavailable";
        if (!isOver) continue;
        return isSettled && (await this.isSeenAbsent(snapshotId, context)) ? undefined : failure;
      }
    }
  }

  private clientFor(snapshotId: string, context: CallContext) {
    const parts = parseResourceId(snapshotId);
    if (!parts) throw new AppError("invalid-input", "This is no snapshot id.", { details: { field: "snapshotId", given: snapshotId } });
    const { snapshots, disks } = createComputeClient(this.connection, parts.subscriptionId, context);
    // Both have these calls, with the same words.
    const client = parts.type.toLowerCase() === "microsoft.compute/disks" ? disks : snapshots;
    return { ...parts, client, lastId: () => answeredRequestId(context) };
  }

  private pollOptions({ signal }: CallContext) {
    const { pollIntervalMs } = this.connection;
    return {
      ...(pollIntervalMs === undefined ? {} : { updateIntervalInMs: pollIntervalMs }),
      ...(signal ? { abortSignal: signal } : {}),
    };
  }
}
