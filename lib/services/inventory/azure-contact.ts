import { AppError, askedWaitMs, toAppError } from "#lib/domain/app-error.ts";
import { SharedWork } from "#lib/domain/concurrency/shared-work.ts";
import { formatUtc } from "#lib/domain/format.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
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

/** Who was asked to wait asks nothing before that, unless a person insists. */
export function createAzureContact(azure: AzureInventory & AzureReach, clock: Clock): AzureContact {
  const failures = new Map<string, AppError>();
  const waits = new Map<string, number>();
  const heed = (identity: string, thrown: unknown) => {
    const waitMs = askedWaitMs(thrown);
    if (waitMs !== undefined) waits.set(identity, clock.nowMs() + waitMs);
  };
  const assertMayAsk = (identity: string) => {
    const untilMs = waits.get(identity) ?? 0;
    const retryAfterMs = untilMs - clock.nowMs();
    if (retryAfterMs <= 0) return;
    const message = `Azure asks not to be asked again before ${formatUtc(untilMs)}.`;
    throw new AppError("azure-throttled", message, { details: { retryAfterMs } });
  };
  const looks = new SharedWork<void>();
  const read: AzureInventory["read"] = async (context, options) => {
    const { identity } = context.principal;
    if (!options?.isInsisted) assertMayAsk(identity);
    try {
      const inventory = await azure.read(context, options);
      failures.delete(identity);
      waits.delete(identity);
      return inventory;
    } catch (thrown) {
      // An asker who went away says nothing about Azure.
      if (!context.signal?.aborted) failures.set(identity, toAppError(thrown));
      heed(identity, thrown);
      throw thrown;
    }
  };
  // One that hangs is joined, however often health is asked for.
  const reach: AzureReach["reach"] = async ({ requestId, principal, signal }) => {
    const { identity } = principal;
    assertMayAsk(identity);
    const look = () => azure.reach({ requestId, principal, signal: AbortSignal.timeout(LOOK_MS) });
    await looks.run(identity, look, signal).catch((thrown: unknown) => {
      heed(identity, thrown);
      throw thrown;
    });
  };
  return { inventory: { ...azure, read }, reach, lastFailure: ({ principal }) => failures.get(principal.identity) };
}
