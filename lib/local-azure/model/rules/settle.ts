import type { Records } from "../records/records.ts";
import { settleCopies } from "./copy-progress.ts";
import { settleGroupDeletions } from "./group-deletion.ts";

/** Makes facts of what the clock has ended: copies, deletions of groups. Call it before looking. */
export function settle(records: Records): void {
  settleCopies(records);
  settleGroupDeletions(records);
}
