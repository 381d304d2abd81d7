// What came of each thing of an operation that is about several: one that failed never hides behind those that were done.
export const ITEM_STATES = ["waiting", "running", "done", "refused", "failed"] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export interface OperationItem {
  /** ARM id. */
  id: string;
  state: ItemState;
  /** Why, or how. */
  detail?: string;
}
