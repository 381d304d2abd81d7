// A disk from a recovery point of a replica: check ─▶ stage (the point's blob snapshot becomes a blob of its own) ─▶ create
// (Import, its own by its mark) ─▶ confirm ─▶ clean.
//
// Azure reads the blob until the disk is ready, so it goes only when there is a whole disk, or none that is being made.
import { z } from "zod";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { hasFailed, provisioningOf } from "#lib/domain/inventory/provisioning-state.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import type { ImportOrder } from "#lib/domain/operations/resource-order.ts";
import type { Replica, ReplicaPoint } from "#lib/domain/replication/replica.ts";
import { pointProblems } from "#lib/domain/replication/restore-point-rule.ts";
import { stagingName } from "#lib/domain/replication/staging-name.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { Interruption } from "#lib/operations/engine/interruption.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import { orderedAgain } from "#lib/operations/kinds/ordered-again.ts";
import { waitForDisk } from "#lib/operations/kinds/wait-for-disk.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { placeOf } from "./place-of.ts";
import { pointLabel } from "./plan.ts";
import { type RestoreReplicaRequest, systemOf } from "./request.ts";
import { restoreReplicaSteps, restoreReplicaTarget } from "./words.ts";

type RestoreReplicaDeps = Pick<KindDeps, "replicas" | "replicaStaging" | "inventory" | "writer" | "refreshInventory" | "pollMs">;

export function createRestoreReplicaHandler(deps: RestoreReplicaDeps): KindHandler<RestoreReplicaRequest> {
  return {
    steps: namedSteps(restoreReplicaSteps),
    run: (context) => runRestore(deps, context),
  };
}

/** What the steps hand on, as it is read back after a restart. */
const checked = z.object({
  region: z.string(),
  point: z.custom<ReplicaPoint>((value) => z.object({ uniqueId: z.string(), sizeBytes: z.number() }).safeParse(value).success),
});
const staged = z.object({ url: z.string() });
const created = z.object({ id: z.string() });

async function runRestore(deps: RestoreReplicaDeps, context: OperationContext<RestoreReplicaRequest>): Promise<void> {
  const { payload, requestId, principal, signal, operationId } = context;
  const call = { requestId, principal, signal };
  const place = placeOf(payload);

  const { region, point } = await context.step(
    "check",
    async (step) => {
      const found = findPoint(await deps.replicas.look(place, call), payload);
      step.detail(`${pointLabel(found.point)}, in ${regionLabel(found.region)}`);
      return found;
    },
    checked.parse,
  );

  const stage = () =>
    deps.replicaStaging.stage({ place, point, operationId }, call, (percent) =>
      context.progress({ percent: null, text: `Copying the recovery point to a blob of its own: ${percent} %` }),
    );
  const orderOf = (blobUrl: string): ImportOrder => ({
    operationId,
    targetId: restoreReplicaTarget(payload).targetId,
    createOption: "Import",
    source: { blobUrl, accountId: place.accountId },
    region,
    sku: payload.sku,
    sizeBytes: payload.sizeGib * GIB_BYTES,
    zones: payload.zone ? [payload.zone] : [],
    tags: {},
    begunAt: context.createdAt,
    ...(payload.system === "data" ? {} : { system: systemOf(payload.system) }),
  });

  // What was asked for when a cancel came may be made after the next look.
  let isAsking = false;
  const thrown = (error: unknown) => {
    isAsking = error instanceof Interruption || signal.aborted;
    throw error;
  };

  try {
    const { url } = await context.step(
      "stage",
      async (step) => {
        const { url } = await context.waitingForAzure(stage);
        step.detail(`${stagingName(place, operationId)} in ${place.container}`);
        return { url };
      },
      staged.parse,
    );
    const order = orderOf(url);
    // The blob may have been cleared away after a failure: it is looked at, and copied again if it has to be.
    const make = async () => {
      await stage();
      isAsking = true;
      const made = await deps.writer.importDisk(order, call).catch(thrown);
      isAsking = false;
      return made;
    };
    const disk = await context.step(
      "create",
      async (step) => {
        context.progress({ percent: null, text: `Azure is creating ${payload.diskName}` });
        const { id } = await make();
        step.detail(id);
        return { id };
      },
      created.parse,
    );
    context.progress({ resultId: disk.id });

    await context.step("confirm", async (step) => {
      await orderedAgain(step, make, () => context.waitingForAzure(() => waitForDisk(deps, context, order, call)));
      await deps.refreshInventory(call);
      step.detail(`${payload.diskName} is ready to attach in ${regionLabel(region)}, as large as ordered; its data is not verified`);
    });
  } catch (error) {
    if (isEnd(error) && !isAsking) await clearAway(deps, context);
    throw error;
  }

  await context.step("clean", async (step) => {
    await deps.replicaStaging.unstage({ place, operationId }, call);
    step.detail(`${stagingName(place, operationId)} is deleted`);
    context.progress({ percent: 100, text: "Restored, not verified" });
  });
}

/** The plan asked the same; a retention may have taken the point since. */
function findPoint(
  replica: Replica | undefined,
  { replica: name, uniqueId }: RestoreReplicaRequest,
): { region: string; point: ReplicaPoint } {
  const point = replica?.points.find((one) => one.uniqueId.toLowerCase() === uniqueId.toLowerCase());
  if (!replica || !point)
    throw new AppError("not-found", `The recovery point is no longer in the replica ${name}.`, { details: { uniqueId } });
  const [problem] = pointProblems(replica, point);
  if (problem) throw new AppError("not-possible", problem.message, { details: { rule: problem.rule } });
  return { region: replica.region ?? "", point };
}

/** Nobody goes on with it unless a person asks for that. */
function isEnd(error: unknown): boolean {
  return error instanceof Interruption ? error.why === "cancelled" : isAppError(error) && !error.retryable;
}

const CLEAR_AWAY_MS = 20_000;

/** As well as it goes: what is left, a retry takes up. */
async function clearAway(
  { inventory, replicaStaging }: RestoreReplicaDeps,
  { payload, operationId, requestId, principal }: OperationContext<RestoreReplicaRequest>,
): Promise<void> {
  const call: CallContext = { requestId, principal, signal: AbortSignal.timeout(CLEAR_AWAY_MS) };
  try {
    const disk = await inventory.getDisk(restoreReplicaTarget(payload).targetId, call);
    // Whatever its tags say by now: Azure may be reading the blob for it.
    const mayBeBeingMade = disk !== undefined && !hasFailed(disk) && provisioningOf(disk.provisioningState) !== "succeeded";
    if (!mayBeBeingMade) await replicaStaging.unstage({ place: placeOf(payload), operationId }, call);
  } catch {
    // Told by what a cancel leaves behind.
  }
}
