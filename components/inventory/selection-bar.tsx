"use client";
// What deleting the ticked snapshots would free, all together, and the way to it.
import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { HoldButton } from "#components/holds/snapshot-holds.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { useReclaim } from "#lib/client/inventory/use-reclaim.ts";
import { MAX_RECLAIM_IDS } from "#lib/contract/reclaim.ts";
import { formatCount, formatUsd } from "#lib/domain/format.ts";
import { freesWords } from "./frees-words.ts";
import classes from "./row-tick.module.css";
import type { TickedRows } from "./row-tick.tsx";

const DeleteDialog = dynamic(() => untilLoaded(() => import("#components/actions/delete-dialog.tsx")).then((m) => m.DeleteDialog), {
  ssr: false,
});

export function SelectionBar({ ticks }: { ticks: TickedRows }) {
  if (ticks.rows.length === 0) return null;
  return (
    <section className={classes.bar} aria-label="Ticked snapshots">
      <span>{formatCount(ticks.rows.length)} ticked</span>
      <DeleteTicked ticks={ticks} />
      <HoldButton snapshots={ticks.rows} label={ticks.rows.length === 1 ? "Hold it" : "Hold them"} />
      <Button variant="subtle" onClick={ticks.clear}>
        Untick
      </Button>
    </section>
  );
}

/** Says what they free together, and begins to delete them. */
export function DeleteTicked({ ticks }: { ticks: Pick<TickedRows, "rows" | "clear"> }) {
  // As they were when the button was pressed: a list that is read anew changes nothing of what is confirmed.
  const [dialog, setDialog] = useState<{ rows: TickedRows["rows"]; isOpen: boolean }>();
  return (
    <>
      <FreesTogether ids={ticks.rows.map(({ id }) => id)} />
      <Button variant="default" leftSection={<IconTrash size={14} />} onClick={() => setDialog({ rows: ticks.rows, isOpen: true })}>
        Delete {ticks.rows.length === 1 ? "it" : "them"}
      </Button>
      {dialog && (
        <DeleteDialog
          snapshots={dialog.rows}
          opened={dialog.isOpen}
          onClose={() => setDialog({ ...dialog, isOpen: false })}
          onStarted={ticks.clear}
        />
      )}
    </>
  );
}

function FreesTogether({ ids }: { ids: readonly string[] }) {
  const isAsked = ids.length <= MAX_RECLAIM_IDS;
  const { data, isPlaceholderData } = useReclaim(isAsked ? ids : []);
  if (!isAsked) return <span className={classes.quiet}>what they free is told with the delete</span>;
  if (!data || isPlaceholderData) return null;
  const { frees, final, monthlyCost } = data.joint;
  return (
    <span className={classes.quiet} aria-live="polite" data-hint={frees.state === "known" ? undefined : frees.reason}>
      {frees.state === "unknown"
        ? "what deleting them frees is not known"
        : `deleting ${ids.length === 1 ? "it" : "them"} frees ${freesWords(frees)}`}
      {monthlyCost && frees.state !== "unknown" && `, about ${formatUsd(monthlyCost.usd)} a month`}
      {frees.postponed && (final.state === "known" && final.bytes === 0 ? ", only for now" : ", some of it only for now")}
    </span>
  );
}
