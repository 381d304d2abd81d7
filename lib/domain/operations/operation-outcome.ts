// How an operation that went to its end came out, where that is not all of what was asked for, or what was found needs a person.
// It did not fail: trying again would bring the same. A step's result says it (`outcome`), so that it is kept with what the step did.

/** nothing: it could do none of it; part: some of it; different: all of it, and two things that should be the same are not. */
export const OPERATION_OUTCOMES = ["nothing", "part", "different"] as const;
export type OperationOutcome = (typeof OPERATION_OUTCOMES)[number];
