"use client";
import { useMemo, useState } from "react";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { TickedRows } from "./row-tick.tsx";

/** Only what the list shows counts as ticked: what a filter hides is not deleted along. */
export function useTickedRows(shown: readonly SnapshotRow[]): TickedRows {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  return useMemo(
    () => ({
      rows: ticked.size === 0 ? [] : shown.filter((row) => ticked.has(resourceKey(row.id))),
      has: (row) => ticked.has(resourceKey(row.id)),
      toggle: (row) =>
        setTicked((before) => {
          const next = new Set(before);
          if (!next.delete(resourceKey(row.id))) next.add(resourceKey(row.id));
          return next;
        }),
      clear: () => setTicked(new Set()),
    }),
    [shown, ticked],
  );
}
