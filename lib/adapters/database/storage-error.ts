// The one way from a database's errors to ours. That it is away, restarting, full or has lost a deadlock passes and is
// "storage-unavailable"; a statement it cannot accept is a fault of ours and stays what it is.
import { AppError, isAppError } from "#lib/domain/app-error.ts";

/** SQLSTATE: connection, transaction aborted by another, rollback, resources, lock not available, intervention, system, internal. */
const passing = /^(08|25P02|40|53|55P03|57|58|XX)/;

export function toStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || isAppError(error) || error instanceof TypeError || error instanceof RangeError) return error;
  // Only what the database itself says has a severity; the rest is the way to it.
  const isAnswer = "severity" in error && "code" in error && typeof error.code === "string";
  if (isAnswer && !passing.test(error.code as string)) return error;
  return new AppError("storage-unavailable", "The database did not answer.", { cause: error });
}

/** The same store; what its methods reject with goes through toStorageError. All of them must be asynchronous. */
export function withStorageErrors<T extends object>(store: T): T {
  const wrap =
    (method: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]) => {
      try {
        return await method.apply(store, args);
      } catch (error) {
        throw toStorageError(error);
      }
    };
  return Object.fromEntries(Object.entries(store).map(([name, value]) => [name, typeof value === "function" ? wrap(value) : value])) as T;
}
