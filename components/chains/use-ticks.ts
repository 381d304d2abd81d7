"use client";
// Ticked snapshots of the chain in view. In the address by name, so that a link shows the same two.
import { useMemo } from "react";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";

export interface Ticks {
  rows: SnapshotRow[];
  has(row: SnapshotRow): boolean;
  toggle(row: SnapshotRow): void;
  clear(): void;
}

export function useTicks(snapshots: readonly SnapshotRow[]): Ticks {
  const url = useUrlState();
  const names = useMemo(() => new Set(url.list("tick")), [url]);
  return {
    rows: snapshots.filter((row) => names.has(row.name)),
    has: (row) => names.has(row.name),
    toggle: (row) => url.toggle("tick", row.name),
    clear: () => url.set({ tick: null }),
  };
}
