// The sizes, never confused: what it stores, what it gave back, what a restored disk would have.
import { CopyId } from "#components/ui/copy-id.tsx";
import { Term } from "#components/ui/term.tsx";
import { Age } from "#components/ui/time.tsx";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { formatBytes, formatCount, formatExactBytes, formatUsd } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { NotMeasured } from "./not-measured.tsx";
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
          <NotMeasured row={row} delta={delta} />
        )}
      </div>
      <Costs row={row} />
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

function Costs({ row }: { row: SnapshotRow }) {
  const { delta, monthlyCost, region, sku } = row;
  return (
    <div>
      <dt>Costs</dt>
      <dd className={classes.figure}>{monthlyCost ? `about ${formatUsd(monthlyCost.usd)}` : "Not known"}</dd>
      <dd className={classes.quiet} title={monthlyCost && `${monthlyCost.usd} USD`}>
        {delta.state !== "measured"
          ? "because what it stores is not measured"
          : monthlyCost
            ? `a month: ${formatBytes(delta.bytes)} × $${monthlyCost.usdPerGibMonth} a GiB in ${regionLabel(region)}`
            : `the price of ${sku} in ${regionLabel(region)} is not known, or not answered yet`}
      </dd>
    </div>
  );
}
