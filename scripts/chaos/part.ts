import type { Random } from "#lib/local-azure/seed/random.ts";
import type { Report } from "./report.ts";

export interface PartInput {
  /** Chance of this part: the same for the same seed. */
  random: Random;
  /** The form that is part of the tests. */
  short: boolean;
  report: Report;
}

/** One way to make trouble. Rejects only where the trial itself could not be made. */
export type Part = (input: PartInput) => Promise<void>;
