"use client";
// What the snapshot stores itself. Unknown is said in words, never shown as zero.
import { useNow } from "#lib/client/shell/use-now.ts";
import type { Measurement } from "#lib/contract/inventory.ts";
import { formatBytes, formatCount, formatExactBytes, formatGib, formatRelativeTime } from "#lib/domain/format.ts";
import classes from "./delta-cell.module.css";

/** withUnit: outside a column whose header says GiB. */
export function DeltaCell({ delta, withUnit = false }: { delta: Measurement; withUnit?: boolean }) {
  const nowMs = useNow();
  if (delta.state !== "measured") {
    return (
      <span data-hint={delta.reason} className={classes.unknown}>
        {delta.state === "pending" ? "not complete" : "not measured"}
      </span>
    );
  }
  return (
    <data data-hint={describe(delta, nowMs)} value={delta.bytes}>
      {delta.basis === "allocated" && <span className={classes.all}>all </span>}
      {withUnit ? formatBytes(delta.bytes) : formatGib(delta.bytes)}
    </data>
  );
}

function describe(delta: Extract<Measurement, { state: "measured" }>, nowMs: number): string {
  const basis = delta.basis === "diff" ? "written since the previous snapshot" : "all data of the image (oldest of its chain, or full)";
  return [
    formatExactBytes(delta.bytes),
    basis,
    `${formatCount(delta.ranges)} ranges`,
    `measured ${formatRelativeTime(Date.parse(delta.measuredAt), nowMs)}`,
  ].join("\n");
}
