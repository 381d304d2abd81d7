import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createRestoreDisksHandler } from "./handler.ts";
import { createRestoreDisksPlanner } from "./planner.ts";
import type { RestoreDisksRequest } from "./request.ts";
import { restoreDisksWords } from "./words.ts";

export const restoreDisksKind: OperationKind<RestoreDisksRequest> = {
  words: restoreDisksWords,
  open: (deps) => ({ ...createRestoreDisksPlanner(deps), handler: createRestoreDisksHandler(deps) }),
};
