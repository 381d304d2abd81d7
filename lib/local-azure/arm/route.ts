import type { ArmAnswer, ArmRequest, RateBucket } from "./request.ts";

/** One call that is answered. {names} of the pattern become params; a bucket makes it the disk provider's answer. */
export interface Route {
  method: string;
  pattern: string;
  /** Absent: any signed-in client may. */
  action?: string;
  bucket?: RateBucket;
  /** It is about the scope it is called on (what that costs), not about a resource: the right is needed there, and locks do not hold it up. */
  isAboutScope?: true;
  handle: (request: ArmRequest) => ArmAnswer | Promise<ArmAnswer>;
}
