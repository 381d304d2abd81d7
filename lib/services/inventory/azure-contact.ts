import { type AppError, toAppError } from "#lib/domain/app-error.ts";
import { SharedWork } from "#lib/domain/concurrency/shared-work.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { AzureInventory, AzureReach } from "#lib/services/ports/inventory.ts";

export interface AzureContact extends AzureReach {
  inventory: AzureInventory;
  /**
   * Why the last reading of Azure for this principal failed as a whole; undefined when it did not. Lists are shown from
   * what was known before.
   */
  lastFailure(context: CallContext): AppError | undefined;
}

const LOOK_MS = 10_000;

export function createAzureContact(azure: AzureInventory & AzureReach): AzureContact {
  const failures = new Map<string, AppError>();
  const looks = new SharedWork<void>();
  const read: AzureInventory["read"] = async (context) => {
    const { identity } = context.principal;
    try {
      const inventory = await azure.read(context);
      failures.delete(identity);
      return inventory;
    } catch (thrown) {
      // An asker who went away says nothing about Azure.
      if (!context.signal?.aborted) failures.set(identity, toAppError(thrown));
      throw thrown;
    }
  };
  // One that hangs is joined, however often health is asked for.
  const reach: AzureReach["reach"] = ({ requestId, principal, signal }) =>
    looks.run(principal.identity, () => azure.reach({ requestId, principal, signal: AbortSignal.timeout(LOOK_MS) }), signal);
  return { inventory: { ...azure, read }, reach, lastFailure: ({ principal }) => failures.get(principal.identity) };
}
