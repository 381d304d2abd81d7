// The refusals of Azure's control plane: status, code and words as clients see them.

export interface AzureErrorBody {
  code: string;
  message: string;
  target?: string;
  details?: AzureErrorBody[];
  [name: string]: unknown;
}

export class AzureError extends Error {
  readonly status: number;
  readonly code: string;
  readonly target?: string;
  readonly headers: Record<string, string>;
  readonly details?: AzureErrorBody[];

  constructor(
    status: number,
    code: string,
    message: string,
    more: { target?: string; headers?: Record<string, string>; details?: AzureErrorBody[] } = {},
  ) {
    super(message);
    this.name = "AzureError";
    this.status = status;
    this.code = code;
    this.target = more.target;
    this.headers = more.headers ?? {};
    this.details = more.details;
  }

  body(): { error: AzureErrorBody } {
    const { code, message, target, details } = this;
    return { error: { code, message, ...(target === undefined ? {} : { target }), ...(details === undefined ? {} : { details }) } };
  }
}

export function invalidParameter(target: string, message: string): AzureError {
  return new AzureError(400, "InvalidParameter", message, { target });
}

export function operationNotAllowed(message: string): AzureError {
  return new AzureError(409, "OperationNotAllowed", message);
}

/** What this emulator does not do, it says by name. */
export function notImplemented(operation: string): AzureError {
  return new AzureError(501, "NotImplementedByLocalAzure", `Local Azure does not implement ${operation}.`);
}
