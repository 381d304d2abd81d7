// Who may see a snapshot may hold it: a hold changes nothing in Azure, and keeps Snapscope from deleting.
import type { HoldRow, SetHoldRequest } from "#lib/contract/holds.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { resourceKey, resourceName, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock, Ids } from "#lib/services/ports/clock.ts";
import type { HoldStore, NewHold } from "#lib/services/ports/holds.ts";
import { findSelections } from "#lib/services/reclaim/selections.ts";
import { toHoldRow } from "./hold-row.ts";

export interface HoldDeps extends EstateDeps {
  holds: HoldStore;
  clock: Clock;
  ids: Ids;
}

export async function setHold(
  deps: HoldDeps,
  { snapshots, reason, owner, until }: SetHoldRequest,
  context: CallContext,
): Promise<{ items: HoldRow[] }> {
  assertToCome(deps.clock, until);
  await deps.view.current(context);
  const asked = [...new Map(snapshots.map((one) => [resourceKey(one.id), one])).values()];
  const found = await findAll(deps, asked, context);
  const { principal } = context;
  const holds = found.map(
    ({ id, uniqueId }): NewHold => ({
      id: deps.ids.uuid(),
      snapshotId: id,
      uniqueId,
      reason,
      owner: owner ?? principal.name,
      ...(until ? { until } : {}),
      setBy: principal,
    }),
  );
  await deps.holds.set(holds);
  // As they were stored: the database says when.
  const set = new Set(holds.map(({ id }) => id));
  const stored = (await deps.holds.on(found)).filter(({ id }) => set.has(id));
  return { items: stored.map((hold) => toHoldRow(hold, principal, deps.clock.nowMs())) };
}

/** An end that has passed would hold nothing. */
export function assertToCome(clock: Clock, until: string | null | undefined): void {
  if (until && epochMs(until) <= clock.nowMs())
    throw new AppError("invalid-input", "The end of a hold is in the future.", { details: { field: "until", given: until } });
}

/** All, each the one that was looked at. What is not seen is not there. */
async function findAll(
  { estate }: Pick<HoldDeps, "estate">,
  asked: SetHoldRequest["snapshots"],
  context: CallContext,
): Promise<Snapshot[]> {
  const selections = await findSelections(
    { estate },
    asked.map(({ id }) => id),
    context,
  );
  const seen = new Map(selections.flatMap(({ snapshots }) => snapshots.map((one) => [resourceKey(one.id), one] as const)));
  return asked.map(({ id, uniqueId }) => {
    const snapshot = seen.get(resourceKey(id));
    if (!snapshot)
      throw new AppError("not-found", `There is no snapshot ${resourceName(id)}; it may have been deleted.`, {
        details: { field: "snapshots", given: id },
      });
    if (resourceKey(snapshot.uniqueId) !== resourceKey(uniqueId))
      throw new AppError("conflict", `${snapshot.name} is not the snapshot that was looked at: that one is gone.`, {
        details: { field: "snapshots", given: id },
      });
    return snapshot;
  });
}
