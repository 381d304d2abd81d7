// Whether something complete of a chain stays when others of it go: looked at in Azure, since the lists may be old.
import { isAppError } from "#lib/domain/app-error.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { isReady } from "#lib/domain/inventory/snapshot-state.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

export class KeptMembers {
  private readonly deps: Pick<KindDeps, "inventory">;
  private readonly call: CallContext;
  /** Looked at and not there, or not complete: not asked for again, however many are to go. */
  private readonly missing = new Set<string>();

  constructor(deps: Pick<KindDeps, "inventory">, call: CallContext) {
    this.deps = deps;
    this.call = call;
  }

  /** Throws where Azure does not answer. */
  async isOneThere({ snapshots }: Pick<Chain, "snapshots">, going: readonly string[]): Promise<boolean> {
    const leaving = new Set(going.map(resourceKey));
    for (const member of snapshots.toReversed()) {
      const key = resourceKey(member.id);
      if (leaving.has(key) || this.missing.has(key) || !isReady(member)) continue;
      if (await this.isThere(member)) return true;
      this.missing.add(key);
    }
    return false;
  }

  private async isThere({ id, uniqueId }: Snapshot): Promise<boolean> {
    try {
      const now = await this.deps.inventory.getSnapshot(id, this.call);
      return now !== undefined && now.uniqueId.toLowerCase() === uniqueId.toLowerCase() && isReady(now);
    } catch (error) {
      // What may not be read may not be there either.
      if (isAppError(error) && !error.retryable) return false;
      throw error;
    }
  }
}
