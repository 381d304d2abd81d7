export interface LongOperation {
  operationId: string;
  subscriptionId: string;
  location: string;
  startTime: string;
  /** Ready when the clock reaches it. */
  readyAtMs: number;
  /** Nobody polls so fast on Azure that this one is not over: a poll waits for its end. */
  isShort?: boolean;
  status: "InProgress" | "Succeeded" | "Failed";
  /** What properties.output shows; absent for DELETE and endGetAccess. */
  result?: OperationResult;
  error?: { code: string; message: string };
}

export type OperationResult = { kind: "resource"; uniqueId: string } | { kind: "access"; si: string };
