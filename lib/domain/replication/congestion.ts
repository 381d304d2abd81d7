/** The service asked for less: 503, 500 OperationTimedOut, 429. What was asked for was not done, or may have been; doing it again is right. */
export class Congestion extends Error {
  override readonly name = "Congestion";
  /** Not before so many milliseconds, where the service said. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}
