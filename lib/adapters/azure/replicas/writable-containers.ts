import type { ContainerClient } from "@azure/storage-blob";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { type DoorDeps, openDoor } from "./replica-door.ts";

/** Containers of storage accounts, opened for who asks, to write to. */
export function writableContainers(deps: DoorDeps) {
  return async (accountId: string, container: string, context: CallContext): Promise<ContainerClient> =>
    (await openDoor(deps, accountId, "write", context)).container(container).patient;
}
