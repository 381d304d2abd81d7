import { isAppError } from "#lib/domain/app-error.ts";
import type { StepContext } from "#lib/operations/engine/operation-handler.ts";

const afterFailure = "order again";

/**
 * Waits for what an earlier step ordered. Once that failed for good, only a person's retry comes here again: then it is
 * ordered anew, as it may have been deleted to be made again. A restart or an attempt that is repeated by itself orders
 * nothing: what somebody deleted meanwhile stays deleted.
 */
export async function orderedAgain(step: StepContext, order: () => Promise<unknown>, wait: () => Promise<void>): Promise<void> {
  if (step.checkpoint === afterFailure) {
    await order();
    await step.keep("ordered");
  }
  try {
    await wait();
  } catch (error) {
    if (isAppError(error) && !error.retryable) await step.keep(afterFailure);
    throw error;
  }
}
