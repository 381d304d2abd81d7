import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createReplicateHandler } from "./handler.ts";
import { createReplicatePlanner } from "./planner.ts";
import type { ReplicateRequest } from "./request.ts";
import { replicateWords } from "./words.ts";

export const replicateKind: OperationKind<ReplicateRequest> = {
  words: replicateWords,
  open: (deps) => ({ ...createReplicatePlanner(deps), handler: createReplicateHandler(deps) }),
};
