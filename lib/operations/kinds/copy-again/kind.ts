import { createCopyTurn } from "#lib/operations/kinds/copy-turn.ts";
import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createCopyAgainHandler } from "./handler.ts";
import { createCopyAgainPlanner } from "./planner.ts";
import type { CopyAgainRequest } from "./request.ts";
import { copyAgainWords } from "./words.ts";

export const copyAgainKind: OperationKind<CopyAgainRequest> = {
  words: copyAgainWords,
  open: (deps) => ({ ...createCopyAgainPlanner(deps), handler: createCopyAgainHandler(deps), turn: createCopyTurn(deps) }),
};
