// The copy that was made, and the next of its chain that has none there: Azure copies in the order of creation.
import { Anchor, Button } from "@mantine/core";
import dynamic from "next/dynamic";
import { useState } from "react";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingBlock } from "#components/ui/loading-rows.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { useChain } from "#lib/client/chains/use-chains.ts";
import { useSnapshot } from "#lib/client/inventory/use-snapshots.ts";
import type { ChainDetail } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import { isMoving } from "#lib/domain/inventory/snapshot-state.ts";
import classes from "./operation-facts.module.css";

const CopyDialog = dynamic(() => untilLoaded(() => import("#components/actions/copy-dialog.tsx")).then((m) => m.CopyDialog), {
  ssr: false,
});

export function ResultCopy({ operation: { resultId } }: { operation: OperationRow }) {
  const copy = useSnapshot(resultId);
  const row = copy.data?.row;
  const source = useSnapshot(row?.sourceSnapshotId).data?.row;
  const chain = useChain(source?.chainId).data;
  if (copy.error) return <ErrorNotice error={copy.error} onRetry={() => void copy.refetch()} title="The copy could not be read" />;
  if (copy.isPending) return <LoadingBlock height={60} label="Reading the copy" />;
  if (!row) return <p>The copy is not in the inventory: it may have been deleted since.</p>;
  const next = source && chain && nextWithoutCopy(chain, source, row.region);
  return (
    <>
      <dl className={classes.facts}>
        <dt>Snapshot</dt>
        <dd>
          <Anchor component={PageLink} to={{ page: "snapshots", params: { open: row.id } }} size="sm" fw={600}>
            {row.name}
          </Anchor>
        </dd>
        <dt>Region</dt>
        <dd>
          {regionLabel(row.region)}, {row.resourceGroup}
        </dd>
      </dl>
      {next && <Next next={next} region={row.region} />}
    </>
  );
}

function Next({ next, region }: { next: SnapshotRow; region: string }) {
  const [isOpen, setOpen] = useState<boolean>();
  return (
    <>
      <p>
        Next in its chain is {next.name}, which has no copy in {regionLabel(region)}.
      </p>
      <Button variant="default" onClick={() => setOpen(true)}>
        Copy {next.name} too
      </Button>
      {isOpen !== undefined && <CopyDialog snapshotId={next.id} opened={isOpen} onClose={() => setOpen(false)} />}
    </>
  );
}

function nextWithoutCopy({ snapshots, copies }: ChainDetail, source: SnapshotRow, region: string): SnapshotRow | undefined {
  const isCopied = ({ id }: SnapshotRow) =>
    copies.some(
      ({ region: there, sourceSnapshotId, snapshot }) =>
        there === region && sameResource(sourceSnapshotId, id) && (snapshot.state === "ready" || isMoving(snapshot.state)),
    );
  // Azure takes them in their order: while the first of them cannot be copied, none after it can.
  const next = snapshots.find((row) => row.positionInChain > source.positionInChain && !isCopied(row));
  return next?.canCopy.possible ? next : undefined;
}
