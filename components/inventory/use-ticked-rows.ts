"use client";
import { useMemo, useState } from "react";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import type { TickedRows } from "./row-tick.tsx";

/** Only what the list shows counts as ticked: what a filter hides is not deleted along, nor another one of the same name. */
export function useTickedRows(shown: readonly SnapshotRow[]): TickedRows {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  return useMemo(
    () => ({
      rows: ticked.size === 0 ? [] : shown.filter((row) => ticked.has(row.uniqueId)),
      has: (row) => ticked.has(row.uniqueId),
      toggle: (row) =>
        setTicked((before) => {
          const next = new Set(before);
          if (!next.delete(row.uniqueId)) next.add(row.uniqueId);
          return next;
        }),
      clear: () => setTicked(new Set()),
    }),
    [shown, ticked],
  );
}
