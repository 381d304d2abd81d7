"use client";
// Ticked snapshots of the chain in view. In the address by name, so that a link shows the same two.
import { useMemo } from "react";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";

export interface Ticks {
  rows: SnapshotRow[];
  has(row: SnapshotRow): boolean;
  toggle(row: SnapshotRow): void;
  clear(): void;
  /** Where a snapshot stands in the chain, 1 being the oldest. */
  positionOf(id: string): number | undefined;
}

export function useTicks(snapshots: readonly SnapshotRow[]): Ticks {
  const url = useUrlState();
  const names = useMemo(() => new Set(url.list("tick")), [url]);
  return {
    rows: snapshots.filter((row) => names.has(row.name)),
    has: (row) => names.has(row.name),
    toggle: (row) => url.toggle("tick", row.name),
    positionOf: (id) => snapshots.find((row) => sameResource(row.id, id))?.positionInChain,
    clear: () => url.set({ tick: null }),
  };
}
