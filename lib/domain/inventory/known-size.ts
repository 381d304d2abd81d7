import { AppError } from "#lib/domain/app-error.ts";
import type { Snapshot } from "./inventory.ts";

/** Its size in bytes, for what cannot be done without: the rules refuse one of unknown size before. */
export function knownSize({ name, diskSizeBytes }: Pick<Snapshot, "name" | "diskSizeBytes">): number {
  if (diskSizeBytes !== undefined) return diskSizeBytes;
  throw new AppError("not-possible", `Azure does not say how large ${name} is.`, { details: { rule: "unknown-size" } });
}
