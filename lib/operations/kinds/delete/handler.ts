// Deletes what was confirmed, one after the other, each looked at again right before: what no longer holds is left.
//
//   row: waiting ─▶ refused (a reason, before anything is asked)          a retry begins these anew
//           └────▶ running (kept: from here on it may be gone by us) ─▶ done
//                                     └─ gone at the next look ─▶ done
//                                     └─ Azure says no ─▶ refused or failed
//
// A crash between "running" and what came of it costs nothing: the next attempt looks, and what is gone is done.
import { z } from "zod";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatCount } from "#lib/domain/format.ts";
import { resourceKey, resourceName, sameResource } from "#lib/domain/inventory/inventory.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { ITEM_STATES, type OperationItem } from "#lib/domain/operations/operation-item.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import { type DeleteFacts, deleteProblems, takesLast } from "#lib/domain/plans/delete-rule.ts";
import type { OperationContext, StepContext } from "#lib/operations/engine/operation-handler.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { type LookDeps, lookAtEach } from "./look.ts";
import type { DeleteRequest } from "./request.ts";
import { deleteSteps } from "./words.ts";

type DeleteDeps = LookDeps & Pick<KindDeps, "estate" | "writer" | "refreshInventory" | "measureUnknown">;

export function createDeleteHandler(deps: DeleteDeps): KindHandler<DeleteRequest> {
  return { steps: namedSteps(deleteSteps), run: (context) => runDelete(deps, context) };
}

/** What an earlier attempt came to. */
const kept = z.object({ rows: z.array(z.object({ id: z.string(), state: z.enum(ITEM_STATES), detail: z.string().optional() })) });

async function runDelete(deps: DeleteDeps, context: OperationContext<DeleteRequest>): Promise<void> {
  const { requestId, principal, signal } = context;
  const call = { requestId, principal, signal };
  await context.step("delete", async (step) => {
    const rows = new Rows(context, step);
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

async function deleteEach(deps: DeleteDeps, context: OperationContext<DeleteRequest>, rows: Rows, call: CallContext): Promise<void> {
  const asked = context.payload.snapshots.filter(({ id }) => rows.stateOf(id) !== "done");
  // The lists say what was made from these, and whether they are the last.
  await deps.refreshInventory(call);
  const selections = await deps.estate.selections(
    asked.map(({ id }) => id),
    call,
  );
  const chains = selections.map(({ chain }) => chain);
  const chainOf = (id: string) => chains.find(({ snapshots }) => snapshots.some((one) => sameResource(one.id, id)));
  const seen = asked.filter(({ id }) => chainOf(id) !== undefined);
  const facts = await lookAtEach(deps, seen, { chains, operationId: context.operationId }, call);
  let later: AppError | undefined;
  for (const one of asked) {
    call.signal?.throwIfAborted();
    try {
      await deleteOne(deps, context, rows, { one, known: facts[seen.indexOf(one)], chain: chainOf(one.id) }, call);
    } catch (error) {
      if (!isAppError(error) || isForAll(error)) throw error;
      if (error.retryable) later ??= error;
      else await rows.set(one.id, { state: isRefusal(error) ? "refused" : "failed", detail: error.message });
    }
  }
  // The others are done by then; the engine comes again for these.
  if (later) throw later;
}

/** A reason in the way, and no fault. */
function isRefusal({ code }: AppError): boolean {
  return code === "not-possible" || code === "conflict" || code === "forbidden";
}

/** An Azure that is away or throttles would only be asked in vain for each of the others. */
function isForAll({ code }: AppError): boolean {
  return code === "azure-throttled" || code === "azure-unavailable" || code === "storage-unavailable";
}

interface OneToDelete {
  one: DeleteRequest["snapshots"][number];
  /** Both absent: it is not in the lists any more. */
  known: DeleteFacts | undefined;
  chain: Chain | undefined;
}

async function deleteOne(
  deps: DeleteDeps,
  { payload }: OperationContext<DeleteRequest>,
  rows: Rows,
  { one, known, chain }: OneToDelete,
  call: CallContext,
): Promise<void> {
  const wasOrdered = rows.stateOf(one.id) === "running";
  const now = await deps.inventory.getSnapshot(one.id, call);
  const isConfirmed = now?.uniqueId.toLowerCase() === one.uniqueId.toLowerCase();
  if (!now || (wasOrdered && !isConfirmed)) {
    const detail = wasOrdered ? {} : { detail: "It was gone already: somebody else deleted it." };
    return rows.set(one.id, { state: "done", ...detail });
  }
  // Azure is at it, by our order.
  const isUnderWay = wasOrdered && snapshotState(now) === "deleting";
  const [problem] = isUnderWay
    ? []
    : known && chain
      ? problemsNow({ ...known, now, nowMs: deps.clock.nowMs() }, payload, chain)
      : [NOT_SEEN];
  if (problem !== undefined) return rows.set(one.id, { state: "refused", detail: problem });
  await rows.set(one.id, { state: "running" });
  await deps.writer.deleteSnapshot(one, call);
  await rows.set(one.id, { state: "done" });
}

const NOT_SEEN = "It is not in the lists any more: you may no longer read it.";

function problemsNow(facts: DeleteFacts, { acceptsLast, snapshots }: DeleteRequest, chain: Chain): string[] {
  const isLast =
    !acceptsLast &&
    takesLast(
      chain,
      snapshots.map(({ id }) => id),
    );
  const last = `${facts.name} would be among the last of its chain: the others went since this was confirmed.`;
  return [...deleteProblems(facts).map(({ message }) => message), ...(isLast ? [last] : [])];
}

function withoutUndefined({
  id,
  state,
  detail,
}: {
  id: string;
  state: OperationItem["state"];
  detail?: string | undefined;
}): OperationItem {
  return { id, state, ...(detail === undefined ? {} : { detail }) };
}

/** What came of each, kept before anything else is done. */
class Rows {
  private readonly context: OperationContext<DeleteRequest>;
  private readonly step: StepContext;
  private readonly rows = new Map<string, OperationItem>();

  constructor(context: OperationContext<DeleteRequest>, step: StepContext) {
    this.context = context;
    this.step = step;
    const before = new Map(kept.safeParse(step.checkpoint).data?.rows.map((row) => [resourceKey(row.id), row]));
    for (const { id } of context.payload.snapshots) {
      const row = before.get(resourceKey(id));
      // What was refused is looked at again.
      const isSettled = row?.state === "done" || row?.state === "running";
      this.rows.set(resourceKey(id), row && isSettled ? withoutUndefined(row) : { id, state: "waiting" });
    }
    this.tell();
  }

  stateOf(id: string): OperationItem["state"] {
    return this.rows.get(resourceKey(id))?.state ?? "waiting";
  }

  of(state: OperationItem["state"]): OperationItem[] {
    return [...this.rows.values()].filter((row) => row.state === state);
  }

  async set(id: string, row: Omit<OperationItem, "id">): Promise<void> {
    this.rows.set(resourceKey(id), { id, ...row });
    await this.step.keep({ rows: [...this.rows.values()] });
    this.tell(row.state === "running" ? `Deleting ${resourceName(id)}` : undefined);
  }

  /** "2 deleted, 1 refused: …". */
  words(): string {
    const [refused, failed] = [this.of("refused"), this.of("failed")];
    const told = (what: string, rows: OperationItem[]) => (rows.length > 0 ? [`${formatCount(rows.length)} ${what}`] : []);
    return [
      `${formatCount(this.of("done").length)} of ${formatCount(this.rows.size)} deleted`,
      ...told("refused", refused),
      ...told("failed", failed),
    ].join(", ");
  }

  assertAllDone(): void {
    const [first] = [...this.of("failed"), ...this.of("refused")];
    if (!first) return;
    throw new AppError("not-possible", `${this.words()}. ${first.detail ?? ""} A retry goes on with the rest.`, {
      details: { snapshotId: first.id },
    });
  }

  private tell(text?: string): void {
    const rows = [...this.rows.values()];
    this.context.progress({
      rows,
      percent: (100 * this.of("done").length) / Math.max(1, rows.length),
      ...(text === undefined ? {} : { text }),
    });
  }
}
