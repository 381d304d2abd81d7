/** Carries wake-ups between processes; the truth about what is to be done is in the store. A lost one costs a sweep. */
export interface OperationQueue {
  /** wake says whether there was room for work; where not, the wake-up goes on to whoever listens too. */
  start(wake: () => boolean): Promise<void>;
  send(operationId: string): Promise<void>;
  stop(): Promise<void>;
}
