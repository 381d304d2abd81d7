import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createRestoreReplicaHandler } from "./handler.ts";
import { createRestoreReplicaPlanner } from "./planner.ts";
import type { RestoreReplicaRequest } from "./request.ts";
import { restoreReplicaWords } from "./words.ts";

export const restoreReplicaKind: OperationKind<RestoreReplicaRequest> = {
  words: restoreReplicaWords,
  open: (deps) => ({ ...createRestoreReplicaPlanner(deps), handler: createRestoreReplicaHandler(deps) }),
};
