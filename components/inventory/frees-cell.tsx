// What deleting it alone would free. Unknown is said in words, a lower bound with its sign.

import { formatBytes, formatExactBytes, formatGib } from "#lib/domain/format.ts";
import type { Frees } from "#lib/domain/sizes/reclaim.ts";
import classes from "./delta-cell.module.css";

/** withUnit: outside a column whose header says GiB. */
export function FreesCell({ frees, withUnit = false }: { frees: Frees; withUnit?: boolean }) {
  if (frees.state === "unknown") {
    return (
      <span data-hint={frees.reason} className={classes.unknown}>
        not known
      </span>
    );
  }
  return (
    <data data-hint={describe(frees)} value={frees.bytes}>
      {frees.state === "at-least" && "≥ "}
      {withUnit ? formatBytes(frees.bytes) : formatGib(frees.bytes)}
      {frees.postponed && <span className={classes.all}> for now</span>}
    </data>
  );
}

export const POSTPONED = "Only until the next snapshot of the disk: that one stores those pages again.";

function describe(frees: Exclude<Frees, { state: "unknown" }>): string {
  const lines = [`${frees.state === "at-least" ? "at least " : ""}${formatExactBytes(frees.bytes)}, if it is deleted alone`];
  if (frees.state === "at-least") lines.push(frees.reason);
  if (frees.postponed) lines.push(POSTPONED);
  return lines.join("\n");
}
