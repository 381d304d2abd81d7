// Azure may leave unsaid how far something is that it makes, or say it in a word not known here. It may well be there: but every
// wait ends.
import type { AppError } from "#lib/domain/app-error.ts";

const LONGEST_UNSAID_MINUTES = 10;

/** To be called at each look, with what Azure said; throws what it is told with when that was nothing for ten minutes of looks. */
export function createUnsaidWatch(pollMs: number, tell: (minutes: number) => AppError): (isSaid: boolean) => void {
  let unsaidMs = 0;
  return (isSaid) => {
    if (isSaid) unsaidMs = 0;
    if (unsaidMs >= LONGEST_UNSAID_MINUTES * 60_000) throw tell(LONGEST_UNSAID_MINUTES);
    unsaidMs += pollMs;
  };
}
