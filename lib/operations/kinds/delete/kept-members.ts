// Whether something complete of a chain stays when others of it go: looked at in Azure, since the lists may be old.
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotIdentity } from "#lib/domain/inventory/snapshot-identity.ts";
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

  /** Throws where Azure does not answer, or does not say whether it is still the same one. */
  async isOneThere({ snapshots }: Pick<Chain, "snapshots">, going: readonly string[]): Promise<boolean> {
    const leaving = new Set(going.map(resourceKey));
    let untold: AppError | undefined;
    for (const member of snapshots.toReversed()) {
      const key = resourceKey(member.id);
      if (leaving.has(key) || this.missing.has(key) || !isReady(member)) continue;
      const found = await this.look(member);
      if (found === "there") return true;
      if (found === "missing") this.missing.add(key);
      else untold ??= untoldOf(member);
    }
    if (untold) throw untold;
    return false;
  }

  private async look({ id, uniqueId }: Snapshot): Promise<"there" | "missing" | "untold"> {
    try {
      const now = await this.deps.inventory.getSnapshot(id, this.call);
      if (!now || !isReady(now)) return "missing";
      const identity = snapshotIdentity(now, uniqueId);
      if (identity === "unknown") return "untold";
      return identity === "same" ? "there" : "missing";
    } catch (error) {
      // What may not be read may not be there either.
      if (isAppError(error) && !error.retryable) return "missing";
      throw error;
    }
  }
}

function untoldOf({ name }: Snapshot): AppError {
  const what = `Azure did not give the unique id of ${name}, which is to stay: whether it is still the same one is not known.`;
  return new AppError("conflict", what, { retryable: true, details: { rule: "identity-unknown" } });
}
