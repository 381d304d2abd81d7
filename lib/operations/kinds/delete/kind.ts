import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createDeleteHandler } from "./handler.ts";
import { makeDeletePlan } from "./planner.ts";
import type { DeleteRequest } from "./request.ts";
import { deleteWords } from "./words.ts";

export const deleteKind: OperationKind<DeleteRequest> = {
  words: deleteWords,
  open: (deps) => ({
    plan: (request, context) => makeDeletePlan(deps, request, context),
    handler: createDeleteHandler(deps),
  }),
};
