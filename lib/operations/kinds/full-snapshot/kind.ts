import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createFullSnapshotHandler } from "./handler.ts";
import { createFullSnapshotPlanner } from "./planner.ts";
import type { FullSnapshotRequest } from "./request.ts";
import { fullSnapshotWords } from "./words.ts";

export const fullSnapshotKind: OperationKind<FullSnapshotRequest> = {
  words: fullSnapshotWords,
  open: (deps) => ({ ...createFullSnapshotPlanner(deps), handler: createFullSnapshotHandler(deps) }),
};
