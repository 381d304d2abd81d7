// The one way from a database's errors to ours. That it is away, restarting, full or has lost a deadlock passes and is
// "storage-unavailable", and only what is known to pass is; that its files are not what it wrote does not pass and is
// "storage-damaged"; a statement it cannot accept, a value that breaks a
// constraint or a bug on the way there is a fault of ours and stays what it is.
import { AppError, isAppError } from "#lib/domain/app-error.ts";

/** SQLSTATE: connection, read-only, transaction aborted by another, rollback, resources, lock not available, intervention, system, internal. */
const passing = /^(08|25006|25P02|40|53|55P03|57|58|XX)/;

/** What the drivers say, without a code, of a way to the database that is closed, cut or too slow. */
const noWay =
  /^(Connection terminated|Client (was closed|has encountered a connection error)|timeout e|Cannot use a pool after|Query read timeout|driver has already been destroyed|PGlite is clos)/;

/** SQLSTATE: a page, an index or a file of the database is not what it was. */
const damage = /^(XX00[12]|58P01)$/;
const told: Record<string, string> = { "53100": "The disk of the database is full.", "25006": "The database takes no writes." };

export function toStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || isAppError(error)) return error;
  if (isDamage(error))
    return new AppError("storage-damaged", "The database is damaged: some of its files are not what it wrote. Restore it from a backup.", {
      cause: error,
    });
  if (!mayPass(error)) return error;
  const message = ("code" in error && told[String(error.code)]) || "The database did not answer.";
  return new AppError("storage-unavailable", message, { cause: error });
}

export function isDamage(error: unknown): boolean {
  return error instanceof Error && "severity" in error && "code" in error && damage.test(String(error.code));
}

function mayPass(error: Error): boolean {
  // Only what the database itself says has a severity.
  if ("severity" in error && "code" in error) return passing.test(String(error.code));
  return isSystemError(error) || noWay.test(error.message);
}

/** Of the operating system: a refused or broken connection, of several addresses too; a full disk. */
function isSystemError(error: Error): boolean {
  return "syscall" in error || (error instanceof AggregateError && error.errors.every((one) => one instanceof Error && isSystemError(one)));
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
