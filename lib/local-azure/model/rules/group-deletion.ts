// Deleting a resource group takes everything in it along. It waits, without an error, for as long as a disk or snapshot
// has an active SAS; what can never go (immutable, used by a machine elsewhere) makes it give up.

import type { ReadableRecords, Records } from "../records/records.ts";
import type { Resource } from "../records/resource.ts";
import { isSnapshot } from "../records/resource.ts";
import type { ResourceGroup } from "../records/resource-group.ts";
import { hasActiveSas } from "./active-sas.ts";
import { deleteSnapshot } from "./delete-snapshot.ts";
import { isImmutable } from "./immutability.ts";

/** So long it takes at least. */
const workMs = 2_000;

export function startGroupDeletion(records: Records, group: ResourceGroup): void {
  group.deletingSinceMs ??= records.clock.nowMs();
  delete group.deletionFailure;
  records.beginGroupDeletion(group);
}

/** Ends the deletions that can come to an end. */
export function settleGroupDeletions(records: Records): void {
  for (const group of records.groupsBeingDeleted()) settleGroupDeletion(records, group);
}

function settleGroupDeletion(records: Records, group: ResourceGroup): void {
  const { deletingSinceMs } = group;
  if (deletingSinceMs === undefined) return;
  const nowMs = records.clock.nowMs();
  if (nowMs < deletingSinceMs + workMs) return;
  const members = membersOf(records, group);
  const stuck = members.find((member) => isStuck(records, group, member));
  if (stuck !== undefined) {
    group.deletionFailure = { sinceMs: deletingSinceMs, message: failureMessage(group, stuck) };
    records.endGroupDeletion(group);
    return;
  }
  if (members.some((member) => hasActiveSas(records, member))) return;
  removeAll(records, group, members);
}

function membersOf(records: ReadableRecords, group: ResourceGroup): Resource[] {
  const name = group.name.toLowerCase();
  return [...records.liveIn(group.subscriptionId)].filter((resource) => resource.resourceGroup.toLowerCase() === name);
}

function isStuck(records: ReadableRecords, group: ResourceGroup, resource: Resource): boolean {
  if (isSnapshot(resource)) return isImmutable(resource, records.clock.nowMs());
  const groupId = `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}/`.toLowerCase();
  return resource.managedBy !== undefined && !resource.managedBy.toLowerCase().startsWith(groupId);
}

function failureMessage(group: ResourceGroup, stuck: Resource): string {
  return `Deletion of resource group '${group.name}' did not finish as resources with identifiers '${stuck.id}' could not be deleted. The provisioning state of the resource group will be rolled back.`;
}

/** Newest first: then no snapshot has a later one to merge into. */
function removeAll(records: Records, group: ResourceGroup, members: Resource[]): void {
  const nowMs = records.clock.nowMs();
  for (const member of members.toSorted((a, b) => (a.timeCreated < b.timeCreated ? 1 : -1))) {
    if (isSnapshot(member)) deleteSnapshot(records, member);
    else records.bury(member, nowMs);
  }
  removeScope(records, `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`.toLowerCase(), nowMs);
  records.buryGroup(group, nowMs);
}

/** Locks and role assignments go with what they are about. */
function removeScope(records: Records, scope: string, nowMs: number): void {
  for (const kind of ["lock", "roleAssignment"] as const) {
    const scoped = kind === "lock" ? records.locks.values() : records.roleAssignments.values();
    for (const record of scoped) {
      if (record.deletedAtMs !== undefined || !`${record.scope}/`.toLowerCase().startsWith(`${scope}/`)) continue;
      record.deletedAtMs = nowMs;
      records.touch(kind, record);
    }
  }
}
