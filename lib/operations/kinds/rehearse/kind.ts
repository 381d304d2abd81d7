import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createRehearseHandler } from "./handler.ts";
import { createRehearsePlanner } from "./planner.ts";
import type { RehearseRequest } from "./request.ts";
import { rehearseWords } from "./words.ts";

export const rehearseKind: OperationKind<RehearseRequest> = {
  words: rehearseWords,
  open: (deps) => ({ ...createRehearsePlanner(deps), handler: createRehearseHandler(deps) }),
};
