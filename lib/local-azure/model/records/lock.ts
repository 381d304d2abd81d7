/** Keeps what is at or below a scope from being deleted, or from being changed at all. */
export interface Lock {
  /** "/subscriptions/…", as first written; compare lower-cased. */
  scope: string;
  name: string;
  level: "CanNotDelete" | "ReadOnly";
  notes?: string;
  /** It goes on to hold for a moment after its removal. */
  deletedAtMs?: number;
}
