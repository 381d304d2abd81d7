import { createCopyTurn } from "#lib/operations/kinds/copy-turn.ts";
import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createCopyHandler } from "./handler.ts";
import { createCopyPlanner } from "./planner.ts";
import type { CopyRequest } from "./request.ts";
import { copyWords } from "./words.ts";

export const copyKind: OperationKind<CopyRequest> = {
  words: copyWords,
  open: (deps) => ({ ...createCopyPlanner(deps), handler: createCopyHandler(deps), turn: createCopyTurn(deps) }),
};
