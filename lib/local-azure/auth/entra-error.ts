// A refusal as Entra words it: an OAuth error with an AADSTS number, in JSON, in a redirect or on a page.

import { newGuid } from "../ids.ts";

export interface EntraErrorOptions {
  /** Of a JSON answer. */
  status?: number;
  /** OAuth's error_subcode, in redirects. */
  subcode?: string;
}

export class EntraError extends Error {
  readonly error: string;
  /** The number after AADSTS. */
  readonly code: number;
  readonly status: number;
  readonly subcode: string | undefined;

  constructor(error: string, code: number, message: string, { status = 400, subcode }: EntraErrorOptions = {}) {
    super(message);
    this.name = "EntraError";
    this.error = error;
    this.code = code;
    this.status = status;
    this.subcode = subcode;
  }
}

export function missingParameter(name: string): EntraError {
  return new EntraError("invalid_request", 900144, `The request body must contain the following parameter: '${name}'.`);
}

/** The body of a JSON answer. */
export function describeEntraError({ error, code, message }: EntraError) {
  const [traceId, correlationId] = [newGuid(), newGuid()];
  const timestamp = new Date().toISOString().replace("T", " ").replace(/\.\d+/, "");
  return {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  };
}
