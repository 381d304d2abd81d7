import type { Principal } from "#lib/domain/principal.ts";

/** Of one call, from the browser or from a worker, all the way to Azure. */
export interface CallContext {
  /** Goes to Azure as x-ms-client-request-id and into the log. */
  requestId: string;
  /** Whose rights count, and what is seen. */
  principal: Principal;
  signal?: AbortSignal;
  /** What takes so long, as a sentence: said where the signal comes of that. undefined: it is over. */
  waitsFor?(why: string | undefined): void;
}
