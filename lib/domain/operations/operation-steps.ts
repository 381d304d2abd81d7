// What an operation does, step by step: the plan tells it before, the operation while it happens, in the same words.

export const STEP_STATES = ["pending", "running", "succeeded", "failed", "skipped"] as const;
export type StepState = (typeof STEP_STATES)[number];

export const copySteps = {
  check: "Check the source snapshot",
  start: "Start the copy in the target region",
  wait: "Wait until Azure has copied everything",
  confirm: "Confirm the new snapshot",
} as const;

export const restoreSteps = {
  check: "Check the snapshot",
  create: "Create the disk",
  confirm: "Confirm the disk",
} as const;

/** In order, as an operation's handler lists them. */
export function namedSteps(titles: Record<string, string>): { name: string; title: string }[] {
  return Object.entries(titles).map(([name, title]) => ({ name, title }));
}
