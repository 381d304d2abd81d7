"use client";
// What the ticked snapshots allow.
import { Button } from "@mantine/core";
import { IconArrowsDiff, IconCopy } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { rowsProblem } from "#components/diff/diff-pair.ts";
import { DeleteTicked } from "#components/inventory/selection-bar.tsx";
import { ReasonButton } from "#components/ui/reason-button.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import type { ChainRow } from "#lib/contract/chains.ts";
import classes from "./chain-detail.module.css";
import type { Ticks } from "./use-ticks.ts";

const CopyDialog = dynamic(() => untilLoaded(() => import("#components/actions/copy-dialog.tsx")).then((m) => m.CopyDialog), {
  ssr: false,
});

export function ChainActions({ chain, ticks }: { chain: ChainRow; ticks: Ticks }) {
  const [copying, setCopying] = useState<{ id: string; isOpen: boolean }>();
  const [base, target] = ticks.rows;
  const single = ticks.rows.length === 1 ? base : undefined;
  return (
    <div className={classes.actions}>
      <span className={classes.quiet}>
        {ticks.rows.length === 0
          ? "Tick two snapshots to compare them, one to copy it, any to delete them."
          : `${ticks.rows.length} ticked`}
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
            : "Tick exactly one snapshot to copy it."
        }
        onClick={() => single && setCopying({ id: single.id, isOpen: true })}
      >
        Copy to another region
      </ReasonButton>
      {ticks.rows.length > 0 && <DeleteTicked ticks={ticks} />}
      {ticks.rows.length > 0 && (
        <Button variant="subtle" onClick={ticks.clear}>
          Untick
        </Button>
      )}
      {copying && <CopyDialog snapshotId={copying.id} opened={copying.isOpen} onClose={() => setCopying({ ...copying, isOpen: false })} />}
    </div>
  );
}

function compareReason(chain: ChainRow, { rows: [base, target, third] }: Ticks): string | undefined {
  if (chain.kind === "full") return "Full snapshots cannot be compared: Azure tells differences only between incremental ones.";
  if (!base || !target || third) return "Tick exactly two snapshots to compare them.";
  return rowsProblem(base, target);
}
