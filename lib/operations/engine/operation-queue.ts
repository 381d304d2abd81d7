/** Carries wake-ups between processes; the truth about what is to be done is in the store. A lost one costs a sweep. */
export interface OperationQueue {
  start(wake: () => void): Promise<void>;
  send(operationId: string): Promise<void>;
  stop(): Promise<void>;
}
