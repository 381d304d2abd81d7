// What a snapshot costs in a month, for a column; unknown is said, with its reason, and never zero.
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { formatUsd } from "#lib/domain/format.ts";
import classes from "./delta-cell.module.css";

export function MonthlyCost({ row }: { row: Pick<SnapshotRow, "delta" | "monthlyCost"> }) {
  if (row.monthlyCost) return <span title={`${row.monthlyCost.usd} USD`}>{formatUsd(row.monthlyCost.usd)}</span>;
  const isMeasured = row.delta.state === "measured";
  return (
    <span
      className={classes.unknown}
      data-hint={isMeasured ? "The price list has none, or has not answered yet." : "What it stores is not measured."}
    >
      {isMeasured ? "price unknown" : "not known"}
    </span>
  );
}
