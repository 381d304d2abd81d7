// Deletes a copy that failed and copies again under its name, and then those that were to follow it.
//
//   check (sources) ─▶ remove (only the confirmed failed copy) ─▶ copy, in order ─▶ confirm
//
// A crash after the delete finds nothing at the name, which is what "remove" is for. What is there then and is not the confirmed one
// stops it: unless the next step finds its own mark on it.
import { AppError } from "#lib/domain/app-error.ts";
import { resourceName, sameResource } from "#lib/domain/inventory/inventory.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import { failedCopyProblem } from "#lib/domain/plans/failed-copy-rule.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { type CopySeriesDeps, runCopySeries, type Source } from "#lib/operations/kinds/copy-series-run.ts";
import { assertNotHeld } from "#lib/operations/kinds/not-held.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { CopyAgainRequest } from "./request.ts";
import { copyAgainSteps } from "./words.ts";

type CopyAgainDeps = CopySeriesDeps & Pick<KindDeps, "holds">;

export function createCopyAgainHandler(deps: CopyAgainDeps): KindHandler<CopyAgainRequest> {
  return {
    steps: namedSteps(copyAgainSteps),
    run: (context) => runCopySeries(deps, context, (sources, call) => removeFailed(deps, context, sources, call)),
  };
}

async function removeFailed(
  deps: CopyAgainDeps,
  context: OperationContext<CopyAgainRequest>,
  sources: readonly Source[],
  call: CallContext,
): Promise<void> {
  const { snapshots, failedUniqueId } = context.payload;
  const source = sources.find(({ snapshotId }) => sameResource(snapshotId, snapshots[0]?.snapshotId ?? ""));
  if (!source) throw new Error("The request names the source of the copy that failed.");
  const name = resourceName(source.targetId);
  await context.step("remove", async (step) => {
    context.progress({ percent: 0, text: `Deleting the failed copy ${name}` });
    const failed = { id: source.targetId, uniqueId: failedUniqueId };
    await deps.writer.deleteSnapshot(failed, call, async (found) => {
      await assertNotHeld(deps.holds, failed);
      const problem = failedCopyProblem(found, { uniqueId: failedUniqueId, source: { id: source.snapshotId, uniqueId: source.uniqueId } });
      if (!problem) return;
      const code = problem.passes ? "conflict" : "not-possible";
      throw new AppError(code, `${problem.message} Nothing was deleted.`, {
        retryable: problem.passes === true,
        details: { rule: problem.rule },
      });
    });
    await deps.refreshInventory(call);
    step.detail(`${name} is gone`);
  });
}
