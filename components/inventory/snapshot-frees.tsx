"use client";
// What deleting this snapshot alone would free, what moves into the next one, and its money a month.
import { Term } from "#components/ui/term.tsx";
import { useReclaim } from "#lib/client/inventory/use-reclaim.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import type { ReclaimRow } from "#lib/contract/reclaim.ts";
import { formatBytes, formatUsd } from "#lib/domain/format.ts";
import { POSTPONED } from "./frees-cell.tsx";
import { freesWords } from "./frees-words.ts";
import classes from "./snapshot-panel.module.css";

export function SnapshotFrees({ row }: { row: SnapshotRow }) {
  const reclaim = useReclaim([row.id]).data?.items[0];
  const frees = reclaim?.frees ?? row.frees;
  return (
    <div>
      <dt>
        <Term name="frees">A delete frees</Term>
      </dt>
      <dd className={classes.figure}>{freesWords(frees)}</dd>
      <dd className={classes.quiet}>
        {frees.state === "known" ? reclaim && consequence(reclaim) : frees.reason}
        {frees.postponed && ` ${POSTPONED}`}
      </dd>
    </div>
  );
}

function consequence({ movedBytes, movesInto, monthlyCost }: ReclaimRow): string {
  const moves =
    movesInto && movedBytes !== undefined ? `${formatBytes(movedBytes)} more then stand in ${movesInto.name}` : "nothing else changes";
  return `${monthlyCost ? `about ${formatUsd(monthlyCost.usd)} a month; ` : ""}${moves}.`;
}
