// Azure refused for something that passes by itself, of which the queue did not know: the operation gives its turn back and waits.
import { AppError, isAppError } from "#lib/domain/app-error.ts";

const rule = "not-yet";

export function notYet(message: string, cause: unknown): AppError {
  return new AppError("conflict", message, { retryable: true, details: { rule }, cause });
}

export function isNotYet(error: unknown): error is AppError {
  return isAppError(error) && error.details?.rule === rule;
}
