import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createRestoreHandler } from "./handler.ts";
import { createRestorePlanner } from "./planner.ts";
import type { RestoreRequest } from "./request.ts";
import { restoreWords } from "./words.ts";

export const restoreKind: OperationKind<RestoreRequest> = {
  words: restoreWords,
  open: (deps) => ({ ...createRestorePlanner(deps), handler: createRestoreHandler(deps) }),
};
