// Every call the ARM endpoint answers. {names} become params; literals match in any case.
// A route with a bucket is answered by the disk provider, the others by ARM itself.

import { beginGetAccess, endGetAccess } from "./access.ts";
import { deleteResource } from "./delete-resource.ts";
import { getResource } from "./get-resource.ts";
import { updateImmutabilityPolicy, updateImmutabilityPolicyLock } from "./immutability.ts";
import { listInGroup, listInSubscription } from "./lists.ts";
import { pollOperation } from "./operations.ts";
import { putDisk } from "./put-disk.ts";
import { putSnapshot } from "./put-snapshot.ts";
import type { ArmAnswer, ArmRequest, RateBucket } from "./request.ts";
import {
  checkGroup,
  getGroup,
  getSubscription,
  listGroups,
  listLocations,
  listSubscriptions,
  listTenants,
  putGroup,
} from "./subscriptions.ts";
import { patchResource } from "./update-resource.ts";

export interface Route {
  method: string;
  pattern: string;
  /** Absent: any signed-in client may. */
  action?: string;
  bucket?: RateBucket;
  handle: (request: ArmRequest) => ArmAnswer;
}

const subscription = "/subscriptions/{subscription}";
const group = `${subscription}/resourceGroups/{group}`;
const disks = `${group}/providers/Microsoft.Compute/disks`;
const snapshots = `${group}/providers/Microsoft.Compute/snapshots`;

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

function withType(type: string, handle: Route["handle"]): Route["handle"] {
  return (request) => handle({ ...request, params: { ...request.params, type } });
}

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/tenants", handle: listTenants },
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
    pattern: `${subscription}/resourceGroups`,
    action: "Microsoft.Resources/subscriptions/resourceGroups/read",
    handle: listGroups,
  },
  { method: "GET", pattern: group, action: "Microsoft.Resources/subscriptions/resourceGroups/read", handle: getGroup },
  { method: "HEAD", pattern: group, action: "Microsoft.Resources/subscriptions/resourceGroups/read", handle: checkGroup },
  { method: "PUT", pattern: group, action: "Microsoft.Resources/subscriptions/resourceGroups/write", handle: putGroup },
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

export function findRoute(method: string, path: string): { route: Route; params: Record<string, string> } | undefined {
  const segments = path.split("/");
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPattern(route.pattern.split("/"), segments);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function matchPattern(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] ?? "";
    if (!part.startsWith("{")) {
      if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
    } else if (segment === "") return undefined;
    else params[part.slice(1, -1)] = decodeSegment(segment);
  }
  return params;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
