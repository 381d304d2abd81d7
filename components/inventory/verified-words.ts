import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { levelLabel } from "#lib/domain/verification/verification.ts";

/** Of a copy that is complete. */
export function verifiedWords(verified: SnapshotRow["verified"]): string {
  if (!verified) return "copied, not verified";
  return verified.verdict === "equal" ? `verified, ${levelLabel(verified.level)}` : "differs from its source";
}
