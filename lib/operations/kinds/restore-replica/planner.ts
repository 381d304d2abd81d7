// What the plan and the form of a restore from a replica are made from: a fresh look at the replica and the name, and the estate.
import { AppError } from "#lib/domain/app-error.ts";
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { parseResourceId, resourceName } from "#lib/domain/inventory/inventory.ts";
import { freeName } from "#lib/domain/inventory/resource-name.ts";
import { type SuggestedGroup, suggestGroup } from "#lib/domain/plans/group-choice.ts";
import { type Plan, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import { type PointAddress, parsePointId } from "#lib/domain/replication/point-id.ts";
import type { Replica, ReplicaPoint } from "#lib/domain/replication/replica.ts";
import { pointProblems } from "#lib/domain/replication/restore-point-rule.ts";
import { diskPriceOf, zoneChoices } from "#lib/operations/kinds/new-disk.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import type { ReplicaSurroundings } from "#lib/services/plans/replica-estate.ts";
import { groupProblems } from "#lib/services/plans/target-group.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { placeOf } from "./place-of.ts";
import { planRestoreReplica, suggestPointDiskName } from "./plan.ts";
import type { RestoreReplicaOptions, RestoreReplicaRequest } from "./request.ts";
import { minPointSizeGib, systemChoices, systemReason, typeChoices, typeReason } from "./type-choice.ts";
import { restoreReplicaTarget } from "./words.ts";

type PlannerDeps = Pick<KindDeps, "replicas" | "replicaEstate" | "inventory" | "diskPrices">;

export function createRestoreReplicaPlanner(deps: PlannerDeps): Pick<KindWork<RestoreReplicaRequest>, "plan" | "options"> {
  return {
    plan: (request, context) => planOf(deps, request, context),
    async options(pointId, context) {
      const address = parsePointId(pointId);
      if (!address)
        throw new AppError("invalid-input", "point names no recovery point of a replica.", { details: { field: "point", given: pointId } });
      const { replica, point } = await findPoint(deps, address, "point", context);
      return optionsOf(replica, point, await deps.replicaEstate.around(replica, context));
    },
  };
}

async function planOf(deps: PlannerDeps, request: RestoreReplicaRequest, context: CallContext): Promise<Plan> {
  const { targetResourceGroup, diskName, sku, sizeGib, zone, system, uniqueId } = request;
  const { replica, point } = await findPoint(deps, { place: placeOf(request), uniqueId }, "uniqueId", context);
  const [around, present, diskPrice] = await Promise.all([
    deps.replicaEstate.around(replica, context),
    deps.inventory.getDisk(restoreReplicaTarget(request).targetId, context),
    diskPriceOf(deps.diskPrices, { sku, sizeGib, region: replica.region ?? "" }, context),
  ]);
  const plan = planRestoreReplica({
    replica,
    point,
    sourceDisk: around.sourceDisk,
    targetResourceGroup,
    diskName,
    sku,
    sizeGib,
    ...(zone ? { zone } : {}),
    system,
    nameTaken: present !== undefined,
    diskPrice,
  });
  const { closed, caution } = around.subscription;
  const problems = closed === undefined ? [] : [{ field: "targetResourceGroup", rule: "subscription-state", message: closed }];
  return withProblems(withCaution(plan, caution), [...problems, ...groupProblems(around, targetResourceGroup)]);
}

async function findPoint(
  { replicas }: PlannerDeps,
  { place, uniqueId }: PointAddress,
  field: string,
  context: CallContext,
): Promise<{ replica: Replica; point: ReplicaPoint }> {
  const replica = await replicas.look(place, context);
  const point = replica?.points.find((one) => one.uniqueId.toLowerCase() === uniqueId.toLowerCase());
  if (replica && point) return { replica, point };
  const where = `${place.container} of ${resourceName(place.accountId)}`;
  const what = replica
    ? `The replica ${place.name} has no such recovery point any more.`
    : `There is no replica ${place.name} in ${where}.`;
  throw new AppError("not-found", what, { details: { field, given: uniqueId } });
}

async function optionsOf(replica: Replica, point: ReplicaPoint, around: ReplicaSurroundings): Promise<RestoreReplicaOptions> {
  const { sourceDisk, groups, subscription } = around;
  const region = replica.region ?? "";
  const group = groupFor(replica, around);
  const reason = subscription.closed ?? pointProblems(replica, point)[0]?.message;
  return {
    kind: "restore-replica",
    possible: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    resourceGroups: groups.map(({ name, region: location }) => ({ name, region: location })),
    skus: typeChoices(replica, point, sourceDisk),
    skuReason: typeReason(replica, point, sourceDisk),
    zones: zoneChoices(region),
    systems: systemChoices(sourceDisk),
    systemReason: systemReason(sourceDisk),
    minSizeGib: minPointSizeGib(point),
    suggestedName: freeName(suggestPointDiskName(replica, point), await around.diskNames(group.name)),
    suggestedRegion: normaliseRegion(region),
    suggestedGroup: group,
  };
}

function groupFor({ diskId, place, region = "" }: Replica, { sourceDisk, groups }: ReplicaSurroundings): SuggestedGroup {
  const own = parseResourceId(diskId)?.resourceGroup ?? "";
  const source = { resourceGroup: own, region: sourceDisk?.location ?? "", tags: sourceDisk?.tags ?? {} };
  const ofAccount = { name: parseResourceId(place.accountId)?.resourceGroup ?? "", reason: "The group of the storage account." };
  return suggestGroup({ source, targetRegion: region, groups, holders: [] }) ?? ofAccount;
}
