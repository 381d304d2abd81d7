// The one error of the app. HTTP status, retry policy and wording derive from the table, nowhere else.
// Azure's errors become AppError in one adapter function; unknown errors are shown as "internal".

interface ErrorKind {
  status: number;
  /** Doing the same again later may succeed. */
  retryable: boolean;
  title: string;
}

export const ERROR_KINDS = {
  "invalid-input": { status: 400, retryable: false, title: "The request is not valid" },
  "method-not-allowed": { status: 405, retryable: false, title: "This path does not take that method" },
  "too-large": { status: 413, retryable: false, title: "The request is too large" },
  "unsupported-media-type": { status: 415, retryable: false, title: "The request is not JSON" },
  unauthenticated: { status: 401, retryable: false, title: "Sign in first" },
  /** details.action names the missing Azure permission. */
  forbidden: { status: 403, retryable: false, title: "Not permitted" },
  "host-not-allowed": { status: 403, retryable: false, title: "This host name is not served" },
  "cross-site-write": { status: 403, retryable: false, title: "A change from another site was refused" },
  "not-found": { status: 404, retryable: false, title: "Not found" },
  conflict: { status: 409, retryable: false, title: "Something else is there already" },
  "idempotency-mismatch": { status: 409, retryable: false, title: "The same key was used for another request" },
  /** An Azure rule forbids it; details.rule names the rule. */
  "not-possible": { status: 409, retryable: false, title: "Azure does not allow this" },
  "too-many": { status: 429, retryable: true, title: "Too many at once" },
  "too-slow": { status: 504, retryable: true, title: "It took too long" },
  "azure-throttled": { status: 503, retryable: true, title: "Azure asks us to slow down" },
  "azure-unavailable": { status: 503, retryable: true, title: "Azure did not answer" },
  "azure-failed": { status: 502, retryable: false, title: "Azure reported a failure" },
  "storage-unavailable": { status: 503, retryable: true, title: "The database or artifact store did not answer" },
  "storage-damaged": { status: 503, retryable: false, title: "Something that was stored is damaged" },
  "not-implemented": { status: 501, retryable: false, title: "Not available yet" },
  internal: { status: 500, retryable: false, title: "Something went wrong in Snapscope" },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

export interface AppErrorOptions {
  details?: Record<string, unknown>;
  cause?: unknown;
  /** Only where this case differs from its code's entry in the table. */
  retryable?: boolean;
}

const brand = Symbol.for("snapscope.app-error");

export class AppError extends Error {
  /** Next bundles the server more than once, so one process has several AppError classes: instanceof would not know them all. */
  readonly [brand] = true;
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? ERROR_KINDS[code].retryable;
    this.details = options.details;
  }

  get status(): number {
    return ERROR_KINDS[this.code].status;
  }

  get title(): string {
    return ERROR_KINDS[this.code].title;
  }
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_KINDS, code);
}

export function isAppError(error: unknown): error is AppError {
  return typeof error === "object" && error !== null && brand in error;
}

/** For how long Azure asks not to be asked again; undefined: it does not say. */
export function askedWaitMs(error: unknown): number | undefined {
  const waitMs = isAppError(error) ? error.details?.retryAfterMs : undefined;
  return typeof waitMs === "number" ? waitMs : undefined;
}

/** AppErrors pass; anything else becomes "internal" with the original as cause, which only the log may show. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  return new AppError("internal", "Something went wrong in Snapscope.", { cause: error });
}
