import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createSnapshotHandler } from "./handler.ts";
import { createSnapshotPlanner } from "./planner.ts";
import type { SnapshotRequest } from "./request.ts";
import { snapshotWords } from "./words.ts";

export const snapshotKind: OperationKind<SnapshotRequest> = {
  words: snapshotWords,
  open: (deps) => ({ ...createSnapshotPlanner(deps), handler: createSnapshotHandler(deps) }),
};
