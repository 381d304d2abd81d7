"use client";
import { useMemo } from "react";
import { CsvButton } from "#components/ui/csv-button.tsx";
import type { Sort } from "#components/ui/data-table-column.ts";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import frame from "#components/ui/list-frame.module.css";
import { ListTable, useListTable } from "#components/ui/list-table.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { NoRows } from "#components/ui/no-rows.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SortSelect } from "#components/ui/sort-select.tsx";
import { useChainNodes } from "#lib/client/chains/use-chain-nodes.ts";
import { type ChainFilter, useChains } from "#lib/client/chains/use-chains.ts";
import { knownAmong } from "#lib/client/shell/address-query.ts";
import { useScope } from "#lib/client/shell/scope.ts";
import { type UrlState, useUrlState } from "#lib/client/shell/url-state.ts";
import { useGoToPage } from "#lib/client/shell/use-page-address.ts";
import { type ChainList, type ChainRow, chainQuery } from "#lib/contract/chains.ts";
import { SOURCE_STATES } from "#lib/domain/chains/snapshot-chain.ts";
import { formatCount } from "#lib/domain/format.ts";
import { SNAPSHOT_KINDS } from "#lib/domain/inventory/inventory.ts";
import { chainColumns, narrowChain } from "./chain-columns.tsx";
import { ChainFilters } from "./chain-filters.tsx";
import { toSparkData } from "./spark-data.ts";
import { storedTotal } from "./stored-total.ts";

export function ChainsPage() {
  useListTable();
  const url = useUrlState();
  const scope = useScope();
  const goToPage = useGoToPage();
  const filter = useMemo(() => readFilter(url), [url]);
  const query = useChains(filter);
  const rows = query.data?.items ?? [];
  const nodes = useChainNodes(
    scope,
    rows.reduce((sum, chain) => sum + chain.snapshotCount, 0),
  );
  const columns = useMemo(() => chainColumns(nodes.data && toSparkData(nodes.data)), [nodes.data]);
  const sort: Sort = { key: filter.sort, order: filter.order };

  return (
    <div className={frame.list}>
      <PageHeader title="Chains" sentence={query.data && <ChainsSentence list={query.data} />} />
      <div className={frame.filters}>
        <ChainFilters />
        <div className={frame.right}>
          <SortSelect options={SORTS} sort={sort} onChange={({ key, order }) => url.set({ sort: key, order })} />
          <CsvButton path="/api/chains" query={filter} what={`${rows.length} chains`} />
        </div>
      </div>
      {query.isError && (
        <div className={frame.notice}>
          <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
        </div>
      )}
      {query.isPending && <LoadingRows rows={14} label="Loading chains" />}
      {query.data?.total === 0 && (
        <NoRows
          noun="chain"
          title="There is no chain yet"
          sources={query.data.sources}
          onClear={query.data.totalUnfiltered > 0 ? () => url.set(NO_FILTER) : undefined}
        >
          A chain begins with the first snapshot of a disk: <code>az snapshot create --incremental true --source DISK</code>.
        </NoRows>
      )}
      {rows.length > 0 && (
        <ListTable
          label="Chains"
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          total={query.data?.total ?? rows.length}
          isStale={query.isPlaceholderData}
          narrow={narrowChain}
          sort={sort}
          onSort={(key) =>
            url.set({
              sort: key,
              order: key === sort.key && sort.order === "desc" ? "asc" : key === "disk" && key !== sort.key ? "asc" : "desc",
            })
          }
          onOpen={(chain) => goToPage({ page: "chain", params: { id: chain.id } })}
        />
      )}
    </div>
  );
}

const NO_FILTER = { q: null, sourceState: null, kind: null, subscription: null, region: null };
const rowKey = (chain: ChainRow) => chain.id;

const SORTS: readonly { label: string; sort: Sort }[] = [
  { label: "Most stored first", sort: { key: "stored", order: "desc" } },
  { label: "Newest snapshot first", sort: { key: "last", order: "desc" } },
  { label: "Most snapshots first", sort: { key: "snapshots", order: "desc" } },
  { label: "By disk", sort: { key: "disk", order: "asc" } },
];

/** What is not a valid value is left out rather than refused. */
function readFilter(url: UrlState): ChainFilter & Required<Pick<ChainFilter, "sort" | "order">> {
  const filled = <T,>(list: T[]) => (list.length > 0 ? list : undefined);
  return {
    q: url.get("q"),
    subscription: filled(url.list("subscription")),
    region: filled(url.list("region")),
    sourceState: filled(knownAmong(SOURCE_STATES, url.list("sourceState"))),
    kind: filled(knownAmong(SNAPSHOT_KINDS, url.list("kind"))),
    sort: chainQuery.shape.sort.catch("stored").parse(url.get("sort")),
    order: chainQuery.shape.order.catch("desc").parse(url.get("order")),
  };
}

function ChainsSentence({ list }: { list: ChainList }) {
  const orphaned = list.items.filter((chain) => chain.sourceState === "deleted" || chain.sourceState === "recreated");
  return (
    <>
      Showing {formatCount(list.total)} of {formatCount(list.totalUnfiltered)}; what they store: {storedTotal(list.items)}
      {orphaned.length > 0 && `, of it ${storedTotal(orphaned)} in ${orphaned.length} whose disk is gone`}
    </>
  );
}
