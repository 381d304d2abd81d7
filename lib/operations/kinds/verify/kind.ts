import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createVerifyHandler } from "./handler.ts";
import { createVerifyPlanner } from "./planner.ts";
import type { VerifyRequest } from "./request.ts";
import { verifyWords } from "./words.ts";

export const verifyKind: OperationKind<VerifyRequest> = {
  words: verifyWords,
  open: (deps) => ({ ...createVerifyPlanner(deps), handler: createVerifyHandler(deps) }),
};
