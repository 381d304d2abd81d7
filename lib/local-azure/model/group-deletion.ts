// Deleting a resource group takes everything in it along. It waits, without an error, for as long as a disk or snapshot
// has an active SAS; what can never go (immutable, used by a machine elsewhere) makes it give up.

import { isImmutable } from "./immutability.ts";
import { keyOf } from "./record-log.ts";
import type { Resource } from "./resource-index.ts";
import { isSnapshot } from "./resource-index.ts";
import type { ResourceGroup } from "./types.ts";
import type { World } from "./world.ts";

/** So long it takes at least. */
const workMs = 2_000;

export function startGroupDeletion(world: World, group: ResourceGroup): void {
  group.deletingSinceMs ??= world.clock.nowMs();
  delete group.deletionFailure;
  world.touch("group", group);
}

/** true: it has come to an end. */
export function settleGroupDeletion(world: World, group: ResourceGroup): boolean {
  const { deletingSinceMs } = group;
  if (deletingSinceMs === undefined || group.deletedAtMs !== undefined) return true;
  const nowMs = world.clock.nowMs();
  if (nowMs < deletingSinceMs + workMs) return false;
  const members = membersOf(world, group);
  const stuck = members.find((member) => isStuck(world, group, member));
  if (stuck !== undefined) {
    group.deletionFailure = { sinceMs: deletingSinceMs, message: failureMessage(group, stuck) };
    delete group.deletingSinceMs;
    world.touch("group", group);
    return true;
  }
  if (members.some((member) => world.hasActiveSas(member))) return false;
  removeAll(world, group, members);
  return true;
}

function membersOf(world: World, group: ResourceGroup): Resource[] {
  const name = group.name.toLowerCase();
  return [...world.liveIn(group.subscriptionId)].filter((resource) => resource.resourceGroup.toLowerCase() === name);
}

function isStuck(world: World, group: ResourceGroup, resource: Resource): boolean {
  if (isSnapshot(resource)) return isImmutable(resource, world.clock.nowMs());
  const groupId = `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}/`.toLowerCase();
  return resource.managedBy !== undefined && !resource.managedBy.toLowerCase().startsWith(groupId);
}

function failureMessage(group: ResourceGroup, stuck: Resource): string {
  return `Deletion of resource group '${group.name}' did not finish as resources with identifiers '${stuck.id}' could not be deleted. The provisioning state of the resource group will be rolled back.`;
}

/** Newest first: then no snapshot has a later one to merge into. */
function removeAll(world: World, group: ResourceGroup, members: Resource[]): void {
  const nowMs = world.clock.nowMs();
  for (const member of members.toSorted((a, b) => (a.timeCreated < b.timeCreated ? 1 : -1))) {
    if (isSnapshot(member)) world.deleteSnapshotAlone(member);
    else world.bury(member, nowMs);
  }
  removeScope(world, `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`.toLowerCase(), nowMs);
  world.groups.delete(keyOf("group", group));
  group.deletedAtMs = nowMs;
  delete group.deletingSinceMs;
  world.touch("group", group);
}

/** Locks and role assignments go with what they are about. */
function removeScope(world: World, scope: string, nowMs: number): void {
  for (const kind of ["lock", "roleAssignment"] as const) {
    const records = kind === "lock" ? world.locks.values() : world.roleAssignments.values();
    for (const record of records) {
      if (record.deletedAtMs !== undefined || !`${record.scope}/`.toLowerCase().startsWith(`${scope}/`)) continue;
      record.deletedAtMs = nowMs;
      world.touch(kind, record);
    }
  }
}
