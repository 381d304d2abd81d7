/** Tells that operations have changed, in whichever process of this database it happened. Carries no content: who wants it asks. */
export interface ChangeFeed {
  changed(operationId: string): void;
  /**
   * Listens until the returned function is called. The id of the operation; undefined after a time in which changes may
   * have been missed: then everything is to be looked at again.
   */
  listen(onChange: (operationId: string | undefined) => void): () => void;
  /** Until then only this process's own changes are heard. */
  start(): Promise<void>;
  stop(): Promise<void>;
}
