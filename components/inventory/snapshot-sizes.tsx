// The sizes, never confused: what it stores, what it gave back, what a restored disk would have.
import { CopyId } from "#components/ui/copy-id.tsx";
import { Term } from "#components/ui/term.tsx";
import { Age } from "#components/ui/time.tsx";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { formatBytes, formatCount, formatExactBytes, formatUsd } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { MeasureChain } from "./measure-chain.tsx";
import { SnapshotFrees } from "./snapshot-frees.tsx";
import classes from "./snapshot-panel.module.css";

export function SnapshotSizes({ row }: { row: SnapshotRow }) {
  const { delta } = row;
  return (
    <dl className={classes.sizes}>
      <div>
        <dt>
          <Term name="delta">Delta</Term>
        </dt>
        {delta.state === "measured" ? (
          <>
            <dd className={classes.figure}>{formatBytes(delta.bytes)}</dd>
            <dd className={classes.quiet}>
              <CopyId value={String(delta.bytes)} text={formatExactBytes(delta.bytes)} label="the exact bytes" />
            </dd>
            <dd className={classes.quiet}>
              {delta.basis === "diff" ? `${formatCount(delta.ranges)} ranges changed` : "all data of the image"}, measured{" "}
              <Age iso={delta.measuredAt} />
            </dd>
          </>
        ) : (
          <>
            <dd className={classes.figure}>{delta.state === "pending" ? "Not complete yet" : "Not measured"}</dd>
            <dd className={classes.quiet}>{delta.reason}</dd>
            {delta.state === "not-measured" && delta.canMeasure && (
              <dd>
                <MeasureChain chainId={row.chainId} />
              </dd>
            )}
          </>
        )}
      </div>
      {delta.state === "measured" && (
        <div>
          <dt>Costs</dt>
          <dd className={classes.figure}>{row.monthlyCost ? `about ${formatUsd(row.monthlyCost.usd)}` : "Unknown"}</dd>
          <dd className={classes.quiet} title={row.monthlyCost && `${row.monthlyCost.usd} USD`}>
            {row.monthlyCost
              ? `a month: ${formatBytes(delta.bytes)} × $${row.monthlyCost.usdPerGibMonth} a GiB in ${regionLabel(row.region)}`
              : `the price of ${row.sku} in ${regionLabel(row.region)} is not known, or not answered yet`}
          </dd>
        </div>
      )}
      <SnapshotFrees row={row} />
      {delta.state === "measured" && delta.basis === "diff" && (
        <div>
          <dt>Cleared</dt>
          <dd className={classes.figure}>{formatBytes(delta.clearedBytes)}</dd>
          <dd className={classes.quiet}>given back since the previous one; stores nothing</dd>
        </div>
      )}
      <div>
        <dt>
          <Term name="provisioned">Provisioned</Term>
        </dt>
        <dd className={classes.figure}>{formatBytes(row.provisionedBytes)}</dd>
        <dd className={classes.quiet}>
          <CopyId value={String(row.provisionedBytes)} text={formatExactBytes(row.provisionedBytes)} label="the exact bytes" />
        </dd>
      </div>
    </dl>
  );
}
