import type { ReactNode } from "react";

export interface Column<Row> {
  id: string;
  header: string;
  /** Stands quietly beside the header, so that cells are numbers only. */
  unit?: string;
  /** Beneath the header, quietly: the days its numbers are for. */
  period?: string | undefined;
  help?: string;
  sortKey?: string;
  numeric?: boolean;
  minWidth: number;
  /** Share of the room that is left; 0 keeps minWidth. */
  grow?: number;
  /** Left out of a window that is too narrow for all: what it says is told elsewhere as well. */
  isSpare?: boolean;
  cell: (row: Row) => ReactNode;
}

export interface Sort {
  key: string;
  order: "asc" | "desc";
}
