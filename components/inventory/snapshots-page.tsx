"use client";
import { useMediaQuery } from "@mantine/hooks";
import dynamic from "next/dynamic";
import { useCallback, useEffect, useMemo } from "react";
import { CsvButton } from "#components/ui/csv-button.tsx";
import type { Column, Sort } from "#components/ui/data-table-column.ts";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import frame from "#components/ui/list-frame.module.css";
import { ListTable, useListTable } from "#components/ui/list-table.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { NoRows } from "#components/ui/no-rows.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SortSelect } from "#components/ui/sort-select.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { clearedFilter, readSnapshotFilter } from "#lib/client/inventory/snapshot-filter.ts";
import { useSnapshot, useSnapshots } from "#lib/client/inventory/use-snapshots.ts";
import { usePreferences } from "#lib/client/settings/preferences.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { formatCount } from "#lib/domain/format.ts";
import { resourceKey, sameResource } from "#lib/domain/inventory/inventory.ts";
import { ColumnPicker } from "./column-picker.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { InventoryTabs } from "./inventory-tabs.tsx";
import { NoSnapshots } from "./no-snapshots.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import {
  narrowSnapshot,
  PANEL_COLUMNS,
  SNAPSHOT_COLUMNS,
  WIDE_COLUMNS,
  WIDER_COLUMNS,
  WIDEST_COLUMNS,
  withTicks,
} from "./snapshot-columns.tsx";
import { SnapshotsSentence } from "./snapshots-sentence.tsx";
import { useTickedRows } from "./use-ticked-rows.ts";

const SnapshotPanel = dynamic(() => untilLoaded(() => import("./snapshot-panel.tsx")).then((m) => m.SnapshotPanel), { ssr: false });

export function SnapshotsPage() {
  useListTable();
  const url = useUrlState();
  const filter = useMemo(() => readSnapshotFilter(url), [url]);
  const query = useSnapshots(filter);
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const last = query.data?.pages.at(-1);
  const panel = usePanel(rows);
  useRowsUpTo(panel.openId, panel.row, query);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const ticks = useTickedRows(rows);
  const columns = withTicks(useShownColumns(panel.openId !== undefined), ticks);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <div className={frame.page}>
      {!panel.isFull && (
        <div className={frame.list}>
          <PageHeader
            title="Snapshots"
            sentence={last && <SnapshotsSentence rows={rows} total={last.total} totalUnfiltered={last.totalUnfiltered} />}
            actions={<InventoryTabs current="snapshots" />}
          />
          <FilterBar>
            <SortSelect
              options={SORTS}
              sort={{ key: filter.sort, order: filter.order }}
              onChange={({ key, order }) => url.set({ sort: key, order })}
            />
            <ColumnPicker />
            <CsvButton path="/api/snapshots" query={filter} what={`${formatCount(last?.total ?? 0)} snapshots`} />
          </FilterBar>
          <SelectionBar ticks={ticks} />
          {query.isError && (
            <div className={frame.notice}>
              <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
            </div>
          )}
          {query.isPending ? (
            <LoadingRows rows={16} label="Loading snapshots" />
          ) : last?.total === 0 ? (
            <NoSnapshots chain={filter.chain}>
              <NoRows
                noun="snapshot"
                title="There is no snapshot yet"
                sources={last.sources}
                onClear={last.totalUnfiltered > 0 ? () => url.set(clearedFilter()) : undefined}
              >
                Make the first with <code>az snapshot create --incremental true --source DISK</code>, or let Azure Backup take them on a
                schedule. Then read the inventory again.
              </NoRows>
            </NoSnapshots>
          ) : (
            rows.length > 0 && (
              <ListTable
                label="Snapshots"
                columns={columns}
                rows={rows}
                rowKey={rowKey}
                total={last?.total ?? rows.length}
                isStale={query.isPlaceholderData}
                narrow={(row) => narrowSnapshot(row, ticks)}
                onTick={ticks.toggle}
                sort={{ key: filter.sort, order: filter.order }}
                onSort={(key) => url.set(nextSort(key, { key: filter.sort, order: filter.order }))}
                openKey={panel.openId && resourceKey(panel.openId)}
                onOpen={panel.onRow}
                onMove={panel.openId ? panel.onMove : undefined}
                onEnd={onEnd}
              />
            )
          )}
        </div>
      )}
      {panel.openId && (
        <SnapshotPanel
          id={panel.openId}
          row={panel.row}
          isFull={panel.isFull}
          onFull={(isFull) => url.set({ full: isFull ? "1" : null }, { push: true })}
          onOpen={panel.show}
          onClose={panel.close}
        />
      )}
    </div>
  );
}

const rowKey = (row: SnapshotRow) => resourceKey(row.id);

/** The open snapshot stands in the address. */
function usePanel(rows: readonly SnapshotRow[]) {
  const url = useUrlState();
  const openId = url.get("open");
  const isFull = openId !== undefined && url.get("full") === "1";
  const show = useCallback((id: string) => url.set({ open: id }), [url]);
  const close = useCallback(() => url.set(url.get("full") ? { full: null } : { open: null, full: null }), [url]);
  const onMove = useCallback((row: SnapshotRow) => show(row.id), [show]);
  const onRow = useCallback(
    (row: SnapshotRow) => {
      const isOpen = openId !== undefined && sameResource(openId, row.id);
      url.set(isOpen ? { full: "1" } : { open: row.id }, { push: isOpen || openId === undefined });
    },
    [url, openId],
  );
  const row = useMemo(() => (openId ? rows.find((one) => sameResource(one.id, openId)) : undefined), [rows, openId]);
  return { openId, isFull, row, show, close, onMove, onRow };
}

/** As many as are worth waiting for. */
const MOST_PAGES = 10;

/** A link opens a snapshot that may stand far down the list: it is read up to there. */
function useRowsUpTo(openId: string | undefined, row: SnapshotRow | undefined, list: ReturnType<typeof useSnapshots>) {
  const isThere = Boolean(useSnapshot(row ? undefined : openId).data?.row);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, data } = list;
  const isNeeded = isThere && row === undefined && hasNextPage && !isFetchingNextPage && (data?.pages.length ?? 0) < MOST_PAGES;
  useEffect(() => {
    if (isNeeded) void fetchNextPage();
  }, [isNeeded, fetchNextPage]);
}

function useShownColumns(isPanelOpen: boolean): readonly Column<SnapshotRow>[] {
  const { hiddenColumns } = usePreferences();
  const isSnug = useMediaQuery("(max-width: 1500px)", false) ?? false;
  const isTight = useMediaQuery("(max-width: 1375px)", false) ?? false;
  const isMedium = useMediaQuery("(max-width: 1240px)", false) ?? false;
  return useMemo(() => {
    if (isPanelOpen) return SNAPSHOT_COLUMNS.filter(({ id }) => PANEL_COLUMNS.includes(id));
    const left = isMedium ? WIDE_COLUMNS : isTight ? WIDER_COLUMNS : isSnug ? WIDEST_COLUMNS : [];
    const hidden = [...hiddenColumns, ...left];
    return SNAPSHOT_COLUMNS.filter(({ id }) => id === "name" || !hidden.includes(id));
  }, [hiddenColumns, isPanelOpen, isSnug, isTight, isMedium]);
}

const SORTS: readonly { label: string; sort: Sort }[] = [
  { label: "Newest first", sort: { key: "created", order: "desc" } },
  { label: "Oldest first", sort: { key: "created", order: "asc" } },
  { label: "Largest delta first", sort: { key: "delta", order: "desc" } },
  { label: "By disk", sort: { key: "disk", order: "asc" } },
  { label: "By name", sort: { key: "name", order: "asc" } },
  { label: "By state", sort: { key: "state", order: "asc" } },
];
const NUMBERS_FIRST = ["provisioned", "delta", "created"];

/** Another column begins with what is most asked: large and new first, words from a. */
function nextSort(key: string, { key: sorted, order }: Sort) {
  if (key === sorted) return { sort: key, order: order === "asc" ? "desc" : "asc" };
  return { sort: key, order: NUMBERS_FIRST.includes(key) ? "desc" : "asc" };
}
