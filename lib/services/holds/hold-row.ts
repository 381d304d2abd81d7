import type { HoldMark, HoldRow } from "#lib/contract/holds.ts";
import { type Hold, holdState, isOwnHold } from "#lib/domain/holds/hold.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import type { Principal } from "#lib/domain/principal.ts";

export function toHoldMark(hold: Hold, principal: Principal): HoldMark {
  const { id, reason, owner, until, setAt, setBy } = hold;
  return { id, reason, owner, ...(until ? { until } : {}), setAt, setBy: setBy.name, isOwn: isOwnHold(hold, principal) };
}

export function toHoldRow(hold: Hold, principal: Principal, nowMs: number): HoldRow {
  const { snapshotId, uniqueId, liftedAt, liftedBy, replaces } = hold;
  return {
    ...toHoldMark(hold, principal),
    snapshotId,
    snapshotName: resourceName(snapshotId),
    uniqueId,
    state: holdState(hold, nowMs),
    ...(liftedAt ? { liftedAt } : {}),
    ...(liftedBy ? { liftedBy: liftedBy.name } : {}),
    ...(replaces ? { replaces } : {}),
  };
}
