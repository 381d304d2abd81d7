/** Who asks: goes to Azure as x-ms-client-request-id and into the log. */
export interface CallContext {
  requestId: string;
  signal?: AbortSignal;
}
