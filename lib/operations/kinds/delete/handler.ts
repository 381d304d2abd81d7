// Deletes what was confirmed, one after the other, each looked at again right before: what no longer holds is left.
//
//   row: waiting ─▶ refused (a reason, before anything is asked)          a retry begins these anew
//           └────▶ running (kept: from here on it may be gone by us) ─▶ done
//                                     └─ gone at the next look ─▶ done
//                                     └─ Azure says no ─▶ refused or failed
//
// A crash between "running" and what came of it costs nothing: the next attempt looks, and what is gone is done.
import { type AppError, isAppError } from "#lib/domain/app-error.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import type { KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { type DeleteDeps, deleteOne } from "./delete-one.ts";
import { DeleteRows } from "./delete-rows.ts";
import { KeptMembers } from "./kept-members.ts";
import { lookAtEach } from "./look.ts";
import type { DeleteRequest } from "./request.ts";
import { deleteSteps } from "./words.ts";

export function createDeleteHandler(deps: DeleteDeps): KindHandler<DeleteRequest> {
  return { steps: namedSteps(deleteSteps), run: (context) => runDelete(deps, context) };
}

async function runDelete(deps: DeleteDeps, context: OperationContext<DeleteRequest>): Promise<void> {
  const { requestId, principal, signal } = context;
  const call = { requestId, principal, signal };
  await context.step("delete", async (step) => {
    const rows = new DeleteRows(context, step);
    try {
      await deleteEach(deps, context, rows, call);
      step.detail(rows.words());
      rows.assertAllDone();
    } catch (error) {
      // What is gone should be seen to be gone all the same.
      if (!signal.aborted && rows.of("done").length > 0) await showGone(deps, call);
      throw error;
    }
  });
  await context.step("read", () => showGone(deps, call));
  context.progress({ percent: 100, text: "Deleted" });
}

async function showGone(deps: DeleteDeps, call: CallContext): Promise<void> {
  await deps.refreshInventory(call);
  // What took over from them stores something else now.
  deps.measureUnknown();
}

/** So many are deleted, for a minute or a few, before lists, locks, rights and copies are read again. */
const BATCH = 20;

async function deleteEach(deps: DeleteDeps, context: OperationContext<DeleteRequest>, rows: DeleteRows, call: CallContext): Promise<void> {
  const asked = context.payload.snapshots.filter(({ id }) => rows.stateOf(id) !== "done");
  const work: Work = { deps, context, rows, call, keptMembers: new KeptMembers(deps, call) };
  let later: AppError | undefined;
  for (let at = 0; at < asked.length; at += BATCH) {
    const failed = await deleteBatch(work, asked.slice(at, at + BATCH));
    later ??= failed;
  }
  // The others are done by then; the engine comes again for these.
  if (later) throw later;
}

interface Work {
  deps: DeleteDeps;
  context: OperationContext<DeleteRequest>;
  rows: DeleteRows;
  call: CallContext;
  keptMembers: KeptMembers;
}

/** Gives the first failure that may pass. */
async function deleteBatch(
  { deps, context, rows, call, keptMembers }: Work,
  batch: DeleteRequest["snapshots"],
): Promise<AppError | undefined> {
  call.signal?.throwIfAborted();
  // The lists say what was made from these, and whether they are the last.
  await deps.refreshInventory(call);
  const selections = await deps.estate.selections(
    batch.map(({ id }) => id),
    call,
  );
  const chains = selections.map(({ chain }) => chain);
  const chainOf = (id: string) => chains.find(({ snapshots }) => snapshots.some((one) => sameResource(one.id, id)));
  const seen = batch.filter(({ id }) => chainOf(id) !== undefined);
  const facts = await lookAtEach(deps, seen, chains, call);
  let later: AppError | undefined;
  for (const one of batch) {
    call.signal?.throwIfAborted();
    try {
      await deleteOne(deps, context, rows, { one, known: facts[seen.indexOf(one)], chain: chainOf(one.id), keptMembers }, call);
    } catch (error) {
      if (!isAppError(error) || error.code === "storage-unavailable") throw error;
      if (isForAll(error) || error.retryable) await rows.note(one.id, error.message);
      if (isForAll(error)) throw error;
      if (error.retryable) later ??= error;
      else await rows.set(one.id, { state: isRefusal(error) ? "refused" : "failed", detail: error.message });
    }
  }
  return later;
}

/** A reason in the way, and no fault. */
function isRefusal({ code }: AppError): boolean {
  return code === "not-possible" || code === "conflict" || code === "forbidden";
}

/** An Azure that is away or throttles would only be asked in vain for each of the others. */
function isForAll({ code }: AppError): boolean {
  return code === "azure-throttled" || code === "azure-unavailable";
}
