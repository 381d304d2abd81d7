import type { ArmAnswer, ArmRequest } from "../request.ts";
import { newestNamed, notFound } from "../scopes.ts";
import { provisioningState, resourceView } from "./views.ts";

/** A resource is seen as Deleting until its delete operation ends. */
export function getResource(request: ArmRequest): ArmAnswer {
  const { world, apiVersion } = request;
  const resource = newestNamed(request);
  if (resource === undefined) throw notFound(request, undefined);
  const isGone = resource.deletedAtMs !== undefined && provisioningState(world, resource) !== "Deleting";
  if (isGone) throw notFound(request, resource);
  return { status: 200, body: resourceView(world, resource, { apiVersion }) };
}
