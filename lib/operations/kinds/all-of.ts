import { AppError, isAppError, toAppError } from "#lib/domain/app-error.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";

/** Each is tried, whatever became of the others. Where one failed, the whole fails as that did, and says which did not. what: "snapshots". */
export async function allOf<Order extends { targetId: string }, Made>(
  what: string,
  orders: readonly Order[],
  work: (order: Order) => Promise<Made>,
): Promise<Made[]> {
  const outcomes = await Promise.allSettled(orders.map(work));
  const failures = outcomes.flatMap((outcome, index) =>
    outcome.status === "rejected" ? [{ name: resourceName(orders[index]?.targetId ?? ""), reason: outcome.reason as unknown }] : [],
  );
  if (failures.length === 0) return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  throw failureOf(what, failures, orders.length);
}

/** What is no error of Azure's or ours (a cancel) passes. */
function failureOf(what: string, failures: readonly { name: string; reason: unknown }[], count: number): unknown {
  const strange = failures.find(({ reason }) => !isAppError(reason));
  const [first] = failures;
  if (strange || !first || count === 1) return strange?.reason ?? first?.reason;
  const errors = failures.map(({ name, reason }) => ({ name, error: toAppError(reason) }));
  // One that can never succeed ends it: a retry by hand goes on with the rest.
  const { error } = errors.find((one) => !one.error.retryable) ?? errors[0] ?? { error: toAppError(first.reason) };
  const told = errors.map((one) => `${one.name}: ${one.error.message}`).join(" ");
  const rest = count - failures.length;
  const message = `${failures.length} of ${count} ${what} could not be made; ${rest === 1 ? "the other one is" : `the other ${rest} are`} there. ${told}`;
  return new AppError(error.code, message, { details: error.details ?? {}, cause: error, retryable: error.retryable });
}
