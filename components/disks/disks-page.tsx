"use client";
import dynamic from "next/dynamic";
import { useCallback, useMemo } from "react";
import { InventoryTabs } from "#components/inventory/inventory-tabs.tsx";
import { CsvButton } from "#components/ui/csv-button.tsx";
import type { Sort } from "#components/ui/data-table-column.ts";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import frame from "#components/ui/list-frame.module.css";
import { ListTable, useListTable } from "#components/ui/list-table.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { NoRows } from "#components/ui/no-rows.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SearchInput } from "#components/ui/search-input.tsx";
import { SortSelect } from "#components/ui/sort-select.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { type DiskFilter, useDisks } from "#lib/client/inventory/use-disks.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import type { DiskRow } from "#lib/contract/inventory.ts";
import { formatBytes, formatCount } from "#lib/domain/format.ts";
import { resourceKey, sameResource } from "#lib/domain/inventory/inventory.ts";
import { DISK_COLUMNS, DISK_PANEL_COLUMNS, narrowDisk } from "./disk-columns.tsx";
import { DISK_SORTS, firstOrder, readDiskSort, sortDisks } from "./disk-sort.ts";

const DiskPanel = dynamic(() => untilLoaded(() => import("./disk-panel.tsx")).then((m) => m.DiskPanel), { ssr: false });

export function DisksPage() {
  useListTable();
  const url = useUrlState();
  const filter = useMemo(
    (): DiskFilter => ({ q: url.get("q"), subscription: filled(url.list("subscription")), region: filled(url.list("region")) }),
    [url],
  );
  const query = useDisks(filter);
  const sort = readDiskSort(url.get("sort"), url.get("order"));
  const rows = useMemo(() => sortDisks(query.data?.items ?? [], { key: sort.key, order: sort.order }), [query.data, sort.key, sort.order]);
  const setSort = ({ key, order }: Sort) => url.set({ sort: key, order });
  const openId = url.get("open");
  const isFull = openId !== undefined && url.get("full") === "1";
  const onText = useCallback((q: string) => url.set({ q }), [url]);
  const show = useCallback((disk: DiskRow) => url.set({ open: disk.id }), [url]);

  return (
    <div className={frame.page}>
      {!isFull && (
        <div className={frame.list}>
          <PageHeader
            title="Disks"
            sentence={
              query.data &&
              `Showing ${formatCount(query.data.total)} of ${formatCount(query.data.totalUnfiltered)}, ${formatBytes(provisioned(rows))} provisioned`
            }
            actions={<InventoryTabs current="disks" />}
          />
          <div className={frame.filters}>
            <SearchInput label="Filter disks" placeholder="Name, group, tag" value={filter.q ?? ""} onChange={onText} />
            <div className={frame.right}>
              <SortSelect options={DISK_SORTS} sort={sort} onChange={setSort} />
              <CsvButton path="/api/disks" query={{ ...filter }} what={`${formatCount(rows.length)} disks`} />
            </div>
          </div>
          {query.isError && (
            <div className={frame.notice}>
              <ErrorNotice title="The disks could not be read" error={query.error} onRetry={() => void query.refetch()} />
            </div>
          )}
          {query.isPending && <LoadingRows rows={14} label="Loading disks" />}
          {query.data?.total === 0 && (
            <NoRows
              noun="disk"
              title="There is no managed disk"
              sources={query.data.sources}
              onClear={query.data.totalUnfiltered > 0 ? () => url.set({ q: null, subscription: null, region: null }) : undefined}
            >
              Disks of the subscriptions this sign-in can read appear here by themselves.
            </NoRows>
          )}
          {rows.length > 0 && (
            <ListTable
              label="Disks"
              columns={openId ? DISK_PANEL_COLUMNS : DISK_COLUMNS}
              rows={rows}
              rowKey={rowKey}
              total={query.data?.total ?? rows.length}
              isStale={query.isPlaceholderData}
              narrow={narrowDisk}
              sort={sort}
              onSort={(key) => setSort({ key, order: key === sort.key ? (sort.order === "asc" ? "desc" : "asc") : firstOrder(key) })}
              openKey={openId && resourceKey(openId)}
              onOpen={show}
              onMove={openId ? show : undefined}
            />
          )}
        </div>
      )}
      {openId && (
        <DiskPanel
          id={openId}
          isListRead={!query.isPending}
          disk={rows.find((disk) => sameResource(disk.id, openId))}
          isFull={isFull}
          onFull={(full) => url.set({ full: full ? "1" : null }, { push: true })}
          onClose={() => url.set(isFull ? { full: null } : { open: null })}
        />
      )}
    </div>
  );
}

const rowKey = (disk: DiskRow) => resourceKey(disk.id);
const filled = (list: string[]) => (list.length > 0 ? list : undefined);
const provisioned = (rows: readonly DiskRow[]) => rows.reduce((sum, disk) => sum + (disk.provisionedBytes ?? 0), 0);
