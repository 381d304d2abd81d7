// What an operation waits in line for, and why it has not begun.

export interface OperationTurn {
  /** Of those that have it in common one is under way at a time. */
  line: string;
  /** Of those that have it in common so many. */
  slot: string;
  maxInSlot: number;
  /** ISO 8601: its place in the line; then by when it was handed in. Absent: last. */
  orderAt?: string | undefined;
}

export const WAIT_REASONS = ["line", "slot", "azure"] as const;

/** Why it has not begun. */
export interface TurnWait {
  reason: (typeof WAIT_REASONS)[number];
  /** A sentence for people; of "line" the desk says behind what. */
  text: string;
}
