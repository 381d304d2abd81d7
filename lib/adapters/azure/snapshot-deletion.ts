// Deletes a snapshot, and only the one that was confirmed: a snapshot that got its name since then has another unique id.
//
// look ─▶ not there ─▶ done
//   └──▶ another one ─▶ conflict
//   └──▶ without a unique id ─▶ not known, asked again later
//   └──▶ the one ─▶ DELETE ─▶ look: not there, or another one by now ─▶ done
//                                └──▶ still the one ─▶ Azure's reason
//
// Snapshots have no ETag, so every sending, the SDK's own repeats after a throttled or lost answer too, is preceded by a look;
// between that and Azure's taking the order lie milliseconds that nobody can close.
import { setTimeout as sleep } from "node:timers/promises";
import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import { parseResourceId, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotIdentity } from "#lib/domain/inventory/snapshot-identity.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";
import type { AssertMayGo, ConfirmedSnapshot } from "#lib/services/ports/writer.ts";
import { answeredRequestId, createComputeClient } from "./arm-client.ts";
import { toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";
import { readableCall } from "./unreadable.ts";

const WAIT_FOR_IT_MS = 60_000;
const LOOK_EVERY_MS = 2000;

interface DeletionDeps {
  connection: AzureConnection;
  inventory: Pick<AzureInventory, "getSnapshot">;
  /** Throws where what is there is not to be deleted though it is the one; asked before each sending. */
  assertMayGo?: AssertMayGo | undefined;
}

export async function deleteSnapshot(
  { connection, inventory, assertMayGo = () => undefined }: DeletionDeps,
  confirmed: ConfirmedSnapshot,
  context: CallContext,
): Promise<void> {
  const target = parseResourceId(confirmed.id);
  if (!target) throw new Error(`${confirmed.id} is no id of a snapshot.`);
  const find = async () => {
    const found = await inventory.getSnapshot(confirmed.id, context);
    const identity = found && snapshotIdentity(found, confirmed.uniqueId);
    if (found && identity === "unknown") throw untold(found);
    if (found && identity === "another") throw recreated(found);
    return found;
  };
  const isThere = async () => (await find()) !== undefined;
  const isThereToGo = async () => {
    const found = await find();
    // Azure is at it already.
    if (found && snapshotState(found) !== "deleting") await assertMayGo(found);
    return found !== undefined;
  };
  if (!(await isThereToGo())) return;
  const client = createComputeClient(connection, target.subscriptionId, context);
  client.pipeline.addPolicy(lookBeforeRepeating(isThereToGo), { afterPhase: "Retry" });
  const { pollIntervalMs } = connection;
  try {
    await readableCall(
      () => answeredRequestId(context),
      async () =>
        client.snapshots.delete(target.resourceGroup, target.name, {
          ...(pollIntervalMs === undefined ? {} : { updateIntervalInMs: pollIntervalMs }),
          ...(context.signal ? { abortSignal: context.signal } : {}),
        }),
    );
  } catch (error) {
    // Whatever was answered: what is there now counts.
    if (!context.signal?.aborted && (await isGone(isThere))) return;
    throw inClearWords(toAzureError(error, `delete the snapshot ${target.name}`), target.name);
  }
  // A first order whose answer was lost may still be under way when the second one is done.
  const untilMs = performance.now() + WAIT_FOR_IT_MS;
  while (!(await isGone(isThere))) {
    if (performance.now() > untilMs) throw stillThere(target.name);
    await sleep(pollIntervalMs ?? LOOK_EVERY_MS, undefined, context.signal ? { signal: context.signal } : {});
  }
}

function stillThere(name: string): AppError {
  return new AppError("azure-failed", `Azure said that it deleted ${name}, and it is still there.`, { retryable: true });
}

/** Neither the one that was confirmed nor another one: nothing is asked for. */
function untold({ name }: Snapshot): AppError {
  const what = `Azure did not give the unique id of ${name}: whether it is the snapshot that was confirmed is not known.`;
  return new AppError("conflict", what, { retryable: true, details: { rule: "identity-unknown" } });
}

function recreated({ name, uniqueId }: Snapshot): AppError {
  return new AppError("conflict", `${name} is not the snapshot that was confirmed: that one is gone, and another one has its name.`, {
    details: { rule: "recreated", uniqueId },
  });
}

/** Sent once, another one under the name means that ours is gone. */
async function isGone(isThere: () => Promise<boolean>): Promise<boolean> {
  try {
    return !(await isThere());
  } catch (error) {
    return isAppError(error) && error.details?.rule === "recreated";
  }
}

const GONE = "gone before it was asked for again";

function lookBeforeRepeating(isThere: () => Promise<boolean>): PipelinePolicy {
  let sent = 0;
  return {
    name: "snapscopeLookBeforeDeletingAgain",
    async sendRequest(request, next) {
      if (request.method === "DELETE" && sent++ > 0 && !(await isThere())) throw new AppError("not-found", GONE);
      return next(request);
    },
  };
}

/** What Azure answers with a 409, told as what is in the way. */
function inClearWords(error: Error, name: string): Error {
  if (!isAppError(error) || error.code !== "not-possible") return error;
  const said = error.message;
  const told = (rule: string, message: string) =>
    new AppError("not-possible", message, { details: { ...error.details, rule }, cause: error });
  if (error.details?.azureCode === "ScopeLocked") {
    const scopes = /locked: '([^']+)'/i.exec(said)?.[1];
    return told("locked", `A lock keeps ${name} from being deleted${scopes ? ` (at ${scopes})` : ""}. Remove the lock in Azure first.`);
  }
  if (/shared access signature|active sas/i.test(said))
    return told("active-sas", `Somebody was given access to ${name} (a SAS). It can be deleted when that has ended.`);
  if (/immutab/i.test(said)) return told("immutable", `An immutability policy keeps ${name} from being deleted: ${said}`);
  return error;
}
