"use client";
// The table of a page that is a list. Only needed with rows in hand: its code is fetched while the server reads them.
import dynamic from "next/dynamic";
import { useEffect } from "react";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import type { DataTable, DataTableProps } from "./data-table.tsx";
import { LoadingRows } from "./loading-rows.tsx";

const loadTable = () => untilLoaded(() => import("./data-table.tsx"));
const Loaded = dynamic(() => loadTable().then((m) => m.DataTable), {
  ssr: false,
  loading: () => <LoadingRows rows={16} />,
}) as typeof DataTable;

/** Begins to fetch it, before there are rows. */
export function useListTable(): void {
  useEffect(() => void loadTable(), []);
}

export function ListTable<Row>(props: DataTableProps<Row>) {
  return <Loaded {...props} />;
}
