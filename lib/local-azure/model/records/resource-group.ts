export interface ResourceGroup {
  subscriptionId: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  /** Its deletion was asked for then, and goes on until nothing holds it up. */
  deletingSinceMs?: number;
  /** Why a deletion (by its start) was given up. */
  deletionFailure?: { sinceMs: number; message: string };
  deletedAtMs?: number;
}
