// Lists of disks and snapshots, by group and by subscription, in pages. The token is the last id of the page before, so
// what is created or deleted meanwhile moves nothing.

import { AzureError } from "../../errors.ts";
import type { Resource } from "../../model/records/resource.ts";
import { isSnapshot } from "../../model/records/resource.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { findGroup, findSubscription, resourceType } from "../scopes.ts";
import { resourceView } from "./views.ts";

export function listInGroup(request: ArmRequest): ArmAnswer {
  const group = findGroup(request);
  const isInGroup = (resource: Resource) => resource.resourceGroup.toLowerCase() === group.name.toLowerCase();
  return page(request, { subscriptionId: group.subscriptionId, isWanted: isInGroup, isUpperCaseGroup: false });
}

export function listInSubscription(request: ArmRequest): ArmAnswer {
  const { subscriptionId } = findSubscription(request);
  return page(request, { subscriptionId, isWanted: () => true, isUpperCaseGroup: true });
}

interface Listing {
  subscriptionId: string;
  isWanted: (resource: Resource) => boolean;
  isUpperCaseGroup: boolean;
}

function page(request: ArmRequest, { subscriptionId, isWanted, isUpperCaseGroup }: Listing): ArmAnswer {
  const { world, options, apiVersion } = request;
  const wantsSnapshots = resourceType(request) === "snapshots";
  const after = tokenIn(request);
  const rest: [key: string, resource: Resource][] = [];
  for (const resource of world.liveIn(subscriptionId)) {
    if (isSnapshot(resource) !== wantsSnapshots || !isWanted(resource)) continue;
    const key = resource.id.toLowerCase();
    if (key > after) rest.push([key, resource]);
  }
  rest.sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = rest.slice(0, options.pageSize);
  const last = rest.length > shown.length ? shown.at(-1)?.[0] : undefined;
  const value = shown.map(([, resource]) => resourceView(world, resource, { isUpperCaseGroup, apiVersion }));
  return { status: 200, body: { value, ...(last === undefined ? {} : { nextLink: nextLink(request, last) }) } };
}

function nextLink({ origin, path, apiVersion }: ArmRequest, last: string): string {
  return `${origin}${path}?api-version=${apiVersion}&$skiptoken=${Buffer.from(last).toString("base64url")}`;
}

function tokenIn({ query }: ArmRequest): string {
  const token = query.get("$skiptoken") ?? "";
  const after = Buffer.from(token, "base64url").toString("utf8");
  if (token === "" || after.startsWith("/subscriptions/")) return after;
  throw new AzureError(400, "InvalidParameter", "The skip token is invalid.", { target: "$skiptoken" });
}
