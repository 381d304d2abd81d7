// The refusals of Azure's blob service: status, code and words as clients see them, in XML behind a byte order mark.

export class BlobError extends Error {
  readonly status: number;
  readonly code: string;
  /** Elements after Message, such as HeaderName and HeaderValue. */
  readonly details: Record<string, string>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { details?: Record<string, string>; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = "BlobError";
    this.status = status;
    this.code = code;
    this.details = more.details ?? {};
    this.headers = more.headers ?? {};
  }
}

export function blobErrorXml(error: BlobError, { requestId, time }: { requestId: string; time: string }): string {
  const details = Object.entries(error.details).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  const message = escapeXml(`${error.message}\nRequestId:${requestId}\nTime:${time}`);
  return `${xmlStart}<Error><Code>${error.code}</Code><Message>${message}</Message>${details.join("")}</Error>`;
}

export const xmlStart = '\uFEFF<?xml version="1.0" encoding="utf-8"?>\n';

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

export function authenticationFailed(detail: string): BlobError {
  return new BlobError(
    403,
    "AuthenticationFailed",
    "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
    { details: { AuthenticationErrorDetail: detail } },
  );
}

export function permissionMismatch(): BlobError {
  return new BlobError(
    403,
    "AuthorizationPermissionMismatch",
    "This request is not authorized to perform this operation using this permission.",
  );
}

export function conditionNotMet(status: 304 | 412): BlobError {
  return new BlobError(status, "ConditionNotMet", "The condition specified using HTTP conditional header(s) is not met.");
}

export function invalidRange(lengthBytes: number): BlobError {
  return new BlobError(416, "InvalidRange", "The range specified is invalid for the current size of the resource.", {
    headers: { "Content-Range": `bytes */${lengthBytes}` },
  });
}

export function invalidPageRange(): BlobError {
  return new BlobError(416, "InvalidPageRange", "The page range specified is invalid.");
}

export function invalidHeader(name: string, value: string): BlobError {
  return new BlobError(400, "InvalidHeaderValue", "The value for one of the HTTP headers is not in the correct format.", {
    details: { HeaderName: name, HeaderValue: value },
  });
}

export function missingHeader(name: string): BlobError {
  return new BlobError(400, "MissingRequiredHeader", "An HTTP header that's mandatory for this request is not specified.", {
    details: { HeaderName: name },
  });
}

export function invalidQuery(name: string, value: string, reason = ""): BlobError {
  return new BlobError(
    400,
    "InvalidQueryParameterValue",
    "Value for one of the query parameters specified in the request URI is invalid.",
    {
      details: { QueryParameterName: name, QueryParameterValue: value, Reason: reason },
    },
  );
}

/** What this emulator does not do, it says by name. */
export function notImplemented(operation: string): BlobError {
  return new BlobError(501, "NotImplementedByLocalAzure", `Local Azure does not implement ${operation}.`);
}
