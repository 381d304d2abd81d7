// Orders a copy. That Azure has another one of the disk under way, or as many as it takes, is no failure: it is waited for.
import { isAppError } from "#lib/domain/app-error.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CopyOrder } from "#lib/domain/operations/resource-order.ts";
import { notYet } from "#lib/operations/engine/not-yet.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { KindDeps } from "./operation-kind.ts";

/** Azure's words for both are not documented: its code is, and that it speaks of copies that are under way. */
const BUSY = /\b(in progress|being copied|at a time|concurrent|simultaneous)/i;

export async function orderCopy({ writer }: Pick<KindDeps, "writer">, order: CopyOrder, call: CallContext): Promise<Snapshot> {
  try {
    return await writer.startCopy(order, call);
  } catch (error) {
    if (!isAppError(error) || error.details?.azureCode !== "OperationNotAllowed" || !BUSY.test(error.message)) throw error;
    throw notYet(`Azure takes it later: ${error.message}`, error);
  }
}
