import { isSnapshot } from "../../model/records/resource.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { newestNamed } from "../scopes.ts";
import { startOperation } from "./operations.ts";

/** What is not there is deleted already: 204. */
export function deleteResource(request: ArmRequest): ArmAnswer {
  const resource = newestNamed(request);
  if (resource === undefined || resource.deletedAtMs !== undefined) return { status: 204 };
  if (isSnapshot(resource)) request.world.deleteSnapshot(resource);
  else request.world.deleteDisk(resource);
  return startOperation(request, { resource, work: "delete", busyState: "Deleting" });
}
