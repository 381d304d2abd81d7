// The steps of an operation, whatever its kind.

export const STEP_STATES = ["pending", "running", "succeeded", "failed", "skipped"] as const;
export type StepState = (typeof STEP_STATES)[number];

/** A step is skipped only by a cancel, and only in the middle of its work. */
export function stepLabel(state: StepState): string {
  return state === "skipped" ? "broken off" : state;
}

/** In order, as an operation's handler lists them. */
export function namedSteps(titles: Record<string, string>): { name: string; title: string }[] {
  return Object.entries(titles).map(([name, title]) => ({ name, title }));
}
