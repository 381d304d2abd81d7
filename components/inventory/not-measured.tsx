// In place of a size that is not known: why, what has to change for it, and, only where it would help, the way to measure it.
import { PageLink } from "#components/ui/page-link.tsx";
import { Instant } from "#components/ui/time.tsx";
import type { Measurement, SnapshotRow } from "#lib/contract/inventory.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import { MeasureChain } from "./measure-chain.tsx";
import classes from "./snapshot-panel.module.css";

type Unknown = Exclude<Measurement, { state: "measured" }>;

export function NotMeasured({ row, delta }: { row: SnapshotRow; delta: Unknown }) {
  return (
    <>
      <dd className={classes.figure}>{titleOf(delta)}</dd>
      <dd className={classes.quiet}>{delta.reason}</dd>
      {delta.state === "not-measured" && delta.openAccess && <OpenAccess row={row} access={delta.openAccess} />}
      {delta.state === "not-measured" && delta.outlook === "now" && (
        <dd>
          <MeasureChain key={row.chainId} chainId={row.chainId} />
        </dd>
      )}
    </>
  );
}

function titleOf(delta: Unknown): string {
  if (delta.state === "pending") return "Not complete yet";
  return delta.outlook === "never" ? "Cannot be measured" : "Not measured";
}

/** Azure does not say since when a SAS is open, nor whose it is. */
function OpenAccess({ row, access }: { row: SnapshotRow; access: { snapshotId: string; name: string; seenSince: string } }) {
  return (
    <dd className={classes.quiet}>
      It was first seen at <Instant iso={access.seenSince} />.{" "}
      {!sameResource(row.id, access.snapshotId) && (
        <PageLink to={{ page: "snapshots", params: { open: access.snapshotId } }}>Look at {access.name}</PageLink>
      )}
    </dd>
  );
}
