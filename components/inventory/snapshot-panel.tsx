"use client";
// Everything about one snapshot, beside the list. `[` and `]` step along its chain.
import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { CopyAgainButton } from "#components/actions/copy-again-button.tsx";
import { HoldBadge } from "#components/holds/hold-badge.tsx";
import { SnapshotHolds } from "#components/holds/snapshot-holds.tsx";
import { DetailPanel } from "#components/ui/detail-panel.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { useSnapshot } from "#lib/client/inventory/use-snapshots.ts";
import { useKeys } from "#lib/client/shell/use-keys.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { copyAgainRequestOf } from "#lib/operations/kinds/copy-again/request.ts";
import { SnapshotActions } from "./snapshot-actions.tsx";
import { SnapshotFacts } from "./snapshot-facts.tsx";
import { SnapshotGone } from "./snapshot-gone.tsx";
import classes from "./snapshot-panel.module.css";
import { SnapshotSizes } from "./snapshot-sizes.tsx";
import { SnapshotStateBadge } from "./snapshot-state-badge.tsx";
import { SnapshotVerified } from "./snapshot-verified.tsx";

export interface SnapshotPanelProps {
  id: string;
  /** The list's row, to show at once. */
  row: SnapshotRow | undefined;
  isFull: boolean;
  onFull: (isFull: boolean) => void;
  onOpen: (id: string) => void;
  onClose: () => void;
}

export function SnapshotPanel({ id, row: listed, isFull, onFull, onOpen, onClose }: SnapshotPanelProps) {
  const query = useSnapshot(id);
  const row = query.data?.row ?? listed;
  const step = (to: string | undefined) => {
    if (to) onOpen(to);
  };
  useKeys({ "[": () => step(row?.previousId), "]": () => step(row?.nextId) });
  return (
    <DetailPanel
      label={`Snapshot ${resourceName(id)}`}
      title={row?.name ?? resourceName(id)}
      controls={row && <ChainSteps row={row} onStep={step} />}
      isFull={isFull}
      onFull={onFull}
      onClose={onClose}
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {row ? (
        <PanelBody row={row} />
      ) : query.isPending ? (
        <LoadingRows rows={8} label="Loading the snapshot" />
      ) : (
        !query.isError && <SnapshotGone gone={query.data?.gone} />
      )}
    </DetailPanel>
  );
}

function PanelBody({ row }: { row: SnapshotRow }) {
  const again = copyAgainRequestOf(row);
  return (
    <div className={classes.body}>
      <div className={classes.lead}>
        <SnapshotStateBadge row={row} filled />
        <HoldBadge holds={row.holds} filled />
        <span className={classes.quiet}>
          {row.positionInChain} of {row.chainLength} in the chain of {row.sourceDiskName}
        </span>
      </div>
      {row.copyError && (
        <p className={classes.problem}>
          {row.copyError.message} <span className={classes.quiet}>({row.copyError.code})</span>
        </p>
      )}
      {again && <CopyAgainButton request={again} />}
      <SnapshotVerified row={row} />
      <SnapshotActions row={row} />
      <SnapshotHolds row={row} />
      <SnapshotSizes row={row} />
      <SnapshotFacts row={row} />
    </div>
  );
}

function ChainSteps({ row, onStep }: { row: SnapshotRow; onStep: (id: string | undefined) => void }) {
  return (
    <>
      <ActionIcon
        data-hint="Previous in the chain ( [ )"
        disabled={!row.previousId}
        onClick={() => onStep(row.previousId)}
        aria-label="Previous snapshot of the chain"
      >
        <IconChevronLeft size={17} />
      </ActionIcon>

      <ActionIcon
        data-hint="Next in the chain ( ] )"
        disabled={!row.nextId}
        onClick={() => onStep(row.nextId)}
        aria-label="Next snapshot of the chain"
      >
        <IconChevronRight size={17} />
      </ActionIcon>
    </>
  );
}
