"use client";
// What the ticked snapshots allow.
import { Button } from "@mantine/core";
import { IconArrowsDiff, IconCopy, IconDatabaseExport } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { rowsProblem } from "#components/diff/diff-pair.ts";
import { DiskActions } from "#components/disks/disk-actions.tsx";
import { DeleteTicked } from "#components/inventory/selection-bar.tsx";
import { ReasonButton } from "#components/ui/reason-button.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import type { ChainRow } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import classes from "./chain-detail.module.css";
import type { Ticks } from "./use-ticks.ts";

const CopyDialog = dynamic(() => untilLoaded(() => import("#components/actions/copy-dialog.tsx")).then((m) => m.CopyDialog), {
  ssr: false,
});

const CopyChainDialog = dynamic(
  () => untilLoaded(() => import("#components/actions/copy-chain-dialog.tsx")).then((m) => m.CopyChainDialog),
  { ssr: false },
);

const ReplicateDialog = dynamic(
  () => untilLoaded(() => import("#components/actions/replicate-dialog.tsx")).then((m) => m.ReplicateDialog),
  { ssr: false },
);

export function ChainActions({ chain, ticks }: { chain: ChainRow; ticks: Ticks }) {
  const [copying, setCopying] = useState<{ id: string; rows: SnapshotRow[] | undefined; isOpen: boolean }>();
  const [replicating, setReplicating] = useState<{ rows: SnapshotRow[]; isOpen: boolean }>();
  const [base, target] = ticks.rows;
  const single = ticks.rows.length === 1 ? base : undefined;
  // In the order of the chain.
  const newest = ticks.rows.at(-1);
  return (
    <div className={classes.actions}>
      <span className={classes.quiet}>
        {ticks.rows.length === 0 ? "Tick two snapshots to compare them, any to copy or delete them." : `${ticks.rows.length} ticked`}
      </span>
      <ReasonButton
        leftSection={<IconArrowsDiff size={14} />}
        reason={compareReason(chain, ticks)}
        to={{ page: "diff", params: { base: base?.id, target: target?.id } }}
      >
        Compare
      </ReasonButton>
      <ReasonButton
        variant="default"
        leftSection={<IconCopy size={14} />}
        reason={
          single
            ? single.canCopy.possible
              ? undefined
              : (single.canCopy.reason ?? "Azure does not allow it.")
            : ticks.rows.length > 1
              ? undefined
              : "Tick the snapshots to copy."
        }
        onClick={() => newest && setCopying({ id: newest.id, rows: single ? undefined : ticks.rows, isOpen: true })}
      >
        Copy to another region
      </ReasonButton>
      <ReasonButton
        variant="default"
        leftSection={<IconDatabaseExport size={14} />}
        reason={replicateReason(chain, ticks)}
        onClick={() => setReplicating({ rows: ticks.rows, isOpen: true })}
      >
        Replicate to page blobs
      </ReasonButton>
      {chain.sourceState === "live" && chain.kind === "incremental" && chain.sourceDiskId && <DiskActions diskId={chain.sourceDiskId} />}
      {ticks.rows.length > 0 && <DeleteTicked ticks={ticks} />}
      {ticks.rows.length > 0 && (
        <Button variant="subtle" onClick={ticks.clear}>
          Untick
        </Button>
      )}
      {replicating && (
        <ReplicateDialog
          chosen={replicating.rows}
          opened={replicating.isOpen}
          onClose={() => setReplicating({ ...replicating, isOpen: false })}
        />
      )}
      {copying && !copying.rows && (
        <CopyDialog snapshotId={copying.id} opened={copying.isOpen} onClose={() => setCopying({ ...copying, isOpen: false })} />
      )}
      {copying?.rows && (
        <CopyChainDialog
          snapshotId={copying.id}
          chosen={copying.rows}
          opened={copying.isOpen}
          onClose={() => setCopying({ ...copying, isOpen: false })}
        />
      )}
    </div>
  );
}

function compareReason(chain: ChainRow, { rows: [base, target, third] }: Ticks): string | undefined {
  if (chain.kind === "full") return "Full snapshots cannot be compared: Azure tells differences only between incremental ones.";
  if (!base || !target || third) return "Tick exactly two snapshots to compare them.";
  return rowsProblem(base, target);
}

function replicateReason(chain: ChainRow, { rows }: Ticks): string | undefined {
  if (chain.kind === "full") return "Full snapshots are not replicated: a replica is built of what incremental ones changed.";
  return rows.length === 0 ? "Tick the snapshots to replicate." : undefined;
}
