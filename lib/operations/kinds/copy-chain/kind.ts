import { createCopyTurn } from "#lib/operations/kinds/copy-turn.ts";
import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createCopyChainHandler } from "./handler.ts";
import { createCopyChainPlanner } from "./planner.ts";
import type { CopyChainRequest } from "./request.ts";
import { copyChainWords } from "./words.ts";

export const copyChainKind: OperationKind<CopyChainRequest> = {
  words: copyChainWords,
  open: (deps) => ({ ...createCopyChainPlanner(deps), handler: createCopyChainHandler(deps), turn: createCopyTurn(deps) }),
};
