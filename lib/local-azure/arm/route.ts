import type { ArmAnswer, ArmRequest, RateBucket } from "./request.ts";

/** One call that is answered. {names} of the pattern become params; a bucket makes it the disk provider's answer. */
export interface Route {
  method: string;
  pattern: string;
  /** Absent: any signed-in client may. */
  action?: string;
  bucket?: RateBucket;
  handle: (request: ArmRequest) => ArmAnswer;
}
