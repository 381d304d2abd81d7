import { AppError } from "#lib/domain/app-error.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { DiffStore, StoredDiff } from "./diff-store.ts";
import type { DiffPair } from "./find-diff-pair.ts";

/** base undefined: all that the target holds. */
export type SnapshotsToRead = Omit<DiffPair, "base"> & { base: Snapshot | undefined };

/** What is there, else what Azure says, unless their subscription takes nothing new: then no SAS is asked for. */
export async function readPair(diffs: DiffStore, { base, target, chain }: SnapshotsToRead, context: CallContext): Promise<StoredDiff> {
  if (chain.closed && !(await diffs.find(base, target)))
    throw new AppError("not-possible", chain.closed, { details: { rule: "subscription-state" } });
  return diffs.read(base, target, context, { withTable: base !== undefined });
}
