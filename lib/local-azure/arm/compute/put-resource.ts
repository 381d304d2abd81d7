import type { Resource } from "../../model/records/resource.ts";
import type { JsonObject } from "../body.ts";
import { asObject, locationIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { assertSameLocation, newestNamed } from "../scopes.ts";
import { echo } from "./echo.ts";
import type { workMs } from "./operations.ts";
import { startOperation } from "./operations.ts";
import { updateResource } from "./update-resource.ts";

interface Making<T extends Resource> {
  create(request: ArmRequest, body: JsonObject): T;
  workOf(made: T): keyof typeof workMs;
}

/** PUT of a disk or snapshot: a new one, or an update of one that exists. */
export function putResource<T extends Resource>(request: ArmRequest, { create, workOf }: Making<T>): ArmAnswer {
  const body = asObject(request.body, "the body");
  const known = newestNamed(request);
  if (known !== undefined && known.deletedAtMs === undefined) {
    assertSameLocation(known, locationIn(body));
    return updateResource(request, known, body);
  }
  const resource = create(request, body);
  return startOperation(request, {
    resource,
    work: workOf(resource),
    busyState: "Updating",
    failure: resource.failure,
    result: { kind: "resource", uniqueId: resource.uniqueId },
    echo: echo(request, { resource, body, isUpdate: false }),
  });
}
