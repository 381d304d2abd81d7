import { type AppError, toAppError } from "#lib/domain/app-error.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";

export interface AzureContact {
  inventory: AzureInventory;
  /** Why the last reading of Azure failed as a whole; undefined when it did not. Lists are shown from what was known before. */
  lastFailure(): AppError | undefined;
}

export function createAzureContact(azure: AzureInventory): AzureContact {
  let failure: AppError | undefined;
  const read: AzureInventory["read"] = async (context) => {
    try {
      const inventory = await azure.read(context);
      failure = undefined;
      return inventory;
    } catch (thrown) {
      // An asker who went away says nothing about Azure.
      if (!context.signal?.aborted) failure = toAppError(thrown);
      throw thrown;
    }
  };
  return { inventory: { ...azure, read }, lastFailure: () => failure };
}
