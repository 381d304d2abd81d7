import { formatBytes } from "#lib/domain/format.ts";
import type { Frees } from "#lib/domain/sizes/reclaim.ts";

export function freesWords(frees: Frees): string {
  if (frees.state === "unknown") return "Not known";
  return `${frees.state === "at-least" ? "at least " : ""}${formatBytes(frees.bytes)}`;
}
