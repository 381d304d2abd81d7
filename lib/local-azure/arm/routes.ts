// The calls of Resource Manager, its resource groups, disks and snapshots; those of storage accounts and costs are listed
// where they are answered. A route with a bucket is answered by the disk provider, the others by ARM itself.

import { queryResources } from "../graph/resource-graph.ts";
import { beginGetAccess, endGetAccess } from "./compute/access.ts";
import { deleteResource } from "./compute/delete-resource.ts";
import { getResource } from "./compute/get-resource.ts";
import { updateImmutabilityPolicy, updateImmutabilityPolicyLock } from "./compute/immutability.ts";
import { listInGroup, listInSubscription } from "./compute/lists.ts";
import { pollOperation } from "./compute/operations.ts";
import { putDisk } from "./compute/put-disk.ts";
import { putSnapshot } from "./compute/put-snapshot.ts";
import { patchResource } from "./compute/update-resource.ts";
import { checkGroup, deleteGroup, getGroup, listGroups, patchGroup, pollGroupDeletion, putGroup, readGroups } from "./resources/groups.ts";
import { deleteLock, getLock, listLocks, putLock } from "./resources/locks.ts";
import { listPermissions } from "./resources/permissions.ts";
import { getProvider, listProviders, listSkus } from "./resources/providers.ts";
import { listResources } from "./resources/resource-list.ts";
import {
  deleteRoleAssignment,
  getRoleAssignment,
  getRoleDefinition,
  listRoleAssignments,
  listRoleDefinitions,
  putRoleAssignment,
} from "./resources/role-assignments.ts";
import { getSubscription, listLocations, listSubscriptions, listTenants } from "./resources/subscriptions.ts";
import type { Route } from "./route.ts";
import { storageAccountPattern } from "./storage/storage-routes.ts";

const subscription = "/subscriptions/{subscription}";
const group = `${subscription}/resourceGroups/{group}`;
const disks = `${group}/providers/Microsoft.Compute/disks`;
const snapshots = `${group}/providers/Microsoft.Compute/snapshots`;
const containerPattern = `${storageAccountPattern}/blobServices/default/containers/{container}`;

function perType(type: "disks" | "snapshots", base: string): Route[] {
  const action = (verb: string) => `Microsoft.Compute/${type}/${verb}`;
  const isDisk = type === "disks";
  const grantBucket = isDisk ? "HighCostDiskHydrate" : "HighCostSnapshotCreateHydrate";
  const all = `${subscription}/providers/Microsoft.Compute/${type}`;
  const one = `${base}/{name}`;
  return [
    { method: "GET", pattern: all, action: action("read"), bucket: "HighCostGet", handle: withType(type, listInSubscription) },
    { method: "GET", pattern: base, action: action("read"), bucket: "HighCostGet", handle: withType(type, listInGroup) },
    { method: "GET", pattern: one, action: action("read"), bucket: "LowCostGet", handle: withType(type, getResource) },
    {
      method: "PUT",
      pattern: one,
      action: action("write"),
      bucket: isDisk ? "CreateUpdateDisks" : "HighCostSnapshotCreateHydrate",
      handle: withType(type, isDisk ? putDisk : putSnapshot),
    },
    { method: "PATCH", pattern: one, action: action("write"), bucket: "CreateUpdateDisks", handle: withType(type, patchResource) },
    { method: "DELETE", pattern: one, action: action("delete"), bucket: "DeleteDisks", handle: withType(type, deleteResource) },
    {
      method: "POST",
      pattern: `${one}/beginGetAccess`,
      action: action("beginGetAccess/action"),
      bucket: grantBucket,
      handle: withType(type, beginGetAccess),
    },
    {
      method: "POST",
      pattern: `${one}/endGetAccess`,
      action: action("endGetAccess/action"),
      bucket: grantBucket,
      handle: withType(type, endGetAccess),
    },
  ];
}

/** Locks and role assignments at one kind of scope. */
function authorizationAt(scope: string): Route[] {
  const base = `${scope}/providers/Microsoft.Authorization`;
  const action = (what: string) => `Microsoft.Authorization/${what}`;
  const lock = `${base}/locks/{lock}`;
  const assignment = `${base}/roleAssignments/{assignment}`;
  return [
    { method: "GET", pattern: `${base}/locks`, action: action("locks/read"), handle: listLocks },
    { method: "GET", pattern: lock, action: action("locks/read"), handle: getLock },
    { method: "PUT", pattern: lock, action: action("locks/write"), handle: putLock },
    { method: "DELETE", pattern: lock, action: action("locks/delete"), handle: deleteLock },
    { method: "GET", pattern: `${base}/roleAssignments`, action: action("roleAssignments/read"), handle: listRoleAssignments },
    { method: "GET", pattern: assignment, action: action("roleAssignments/read"), handle: getRoleAssignment },
    { method: "PUT", pattern: assignment, action: action("roleAssignments/write"), handle: putRoleAssignment },
    { method: "DELETE", pattern: assignment, action: action("roleAssignments/delete"), handle: deleteRoleAssignment },
    // Shows what the caller may do, if nothing.
    { method: "GET", pattern: `${base}/permissions`, handle: listPermissions },
    { method: "GET", pattern: `${base}/roleDefinitions`, action: action("roleDefinitions/read"), handle: listRoleDefinitions },
    { method: "GET", pattern: `${base}/roleDefinitions/{definition}`, action: action("roleDefinitions/read"), handle: getRoleDefinition },
  ];
}

function withType(type: string, handle: Route["handle"]): Route["handle"] {
  return (request) => handle({ ...request, params: { ...request.params, type } });
}

export const armRoutes: readonly Route[] = [
  { method: "GET", pattern: "/tenants", handle: listTenants },
  // Shows what the caller may read.
  { method: "POST", pattern: "/providers/Microsoft.ResourceGraph/resources", handle: queryResources },
  { method: "GET", pattern: "/subscriptions", handle: listSubscriptions },
  { method: "GET", pattern: subscription, action: "Microsoft.Resources/subscriptions/read", handle: getSubscription },
  {
    method: "GET",
    pattern: `${subscription}/locations`,
    action: "Microsoft.Resources/subscriptions/locations/read",
    handle: listLocations,
  },
  {
    method: "GET",
    pattern: `${subscription}/providers`,
    action: "Microsoft.Resources/subscriptions/providers/read",
    handle: listProviders,
  },
  {
    method: "GET",
    pattern: `${subscription}/providers/{namespace}`,
    action: "Microsoft.Resources/subscriptions/providers/read",
    handle: getProvider,
  },
  {
    method: "POST",
    pattern: `${subscription}/providers/{namespace}/register`,
    action: "Microsoft.Resources/subscriptions/providers/read",
    handle: getProvider,
  },
  { method: "GET", pattern: `${subscription}/providers/Microsoft.Compute/skus`, action: "Microsoft.Compute/skus/read", handle: listSkus },
  { method: "GET", pattern: `${subscription}/resources`, handle: listResources },
  { method: "GET", pattern: `${group}/resources`, handle: listResources },
  // Shows what the caller may read.
  { method: "GET", pattern: `${subscription}/resourceGroups`, handle: listGroups },
  { method: "GET", pattern: group, action: readGroups, handle: getGroup },
  { method: "HEAD", pattern: group, action: readGroups, handle: checkGroup },
  { method: "PUT", pattern: group, action: "Microsoft.Resources/subscriptions/resourceGroups/write", handle: putGroup },
  { method: "PATCH", pattern: group, action: "Microsoft.Resources/subscriptions/resourceGroups/write", handle: patchGroup },
  { method: "DELETE", pattern: group, action: "Microsoft.Resources/subscriptions/resourceGroups/delete", handle: deleteGroup },
  { method: "GET", pattern: `${subscription}/operationresults/{operation}`, handle: pollGroupDeletion },
  ...[subscription, group, `${disks}/{name}`, `${snapshots}/{name}`, storageAccountPattern, containerPattern].flatMap(authorizationAt),
  ...perType("disks", disks),
  ...perType("snapshots", snapshots),
  ...[
    { name: "updateImmutabilityPolicy", handle: updateImmutabilityPolicy },
    { name: "updateImmutabilityPolicyLock", handle: updateImmutabilityPolicyLock },
  ].map(
    ({ name, handle }): Route => ({
      method: "POST",
      pattern: `${snapshots}/{name}/${name}`,
      action: `Microsoft.Compute/snapshots/${name}/action`,
      bucket: "CreateUpdateDisks",
      handle: withType("snapshots", handle),
    }),
  ),
  // Whoever may start an operation may poll it, whatever the role says of reading operations.
  {
    method: "GET",
    pattern: `${subscription}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operation}`,
    bucket: "GetOperation",
    handle: pollOperation,
  },
];
