"use client";
// Operations: what runs now, then what has been.
import { Button, NativeSelect, SegmentedControl } from "@mantine/core";
import dynamic from "next/dynamic";
import { CsvButton } from "#components/ui/csv-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageBody, Section } from "#components/ui/page-body.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { useOperationPages, useOperations } from "#lib/client/operations/use-operations.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import { formatCount } from "#lib/domain/format.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";
import { useOperationUis } from "./kinds/use-operation-ui.ts";
import { LiveNote } from "./live-note.tsx";
import classes from "./operations-page.module.css";

const OperationHistory = dynamic(() => untilLoaded(() => import("./operation-history.tsx")).then((m) => m.OperationHistory), {
  ssr: false,
  loading: () => <LoadingRows rows={6} />,
});
const RunningOperations = dynamic(() => untilLoaded(() => import("./running-operations.tsx")).then((m) => m.RunningOperations), {
  ssr: false,
});

const STATES = ["all", "active", "finished"] as const;

export function OperationsPage() {
  const url = useUrlState();
  const kinds = useOperationUis().map(({ words }) => words);
  const filter = {
    state: STATES.find((state) => state === url.get("state")) ?? "all",
    kind: kinds.find(({ kind }) => kind === url.get("kind"))?.kind,
  };
  const pages = readPages(url.get("pages"));
  const running = useOperations({ state: "active" });
  const list = useOperationPages(filter, pages);
  const total = list.data?.pages.at(-1)?.total;
  const active = running.data?.items.filter((operation) => !isFinal(operation.state)) ?? [];
  const queued = active.filter(({ queue }) => queue).toSorted((a, b) => (a.queue?.position ?? 0) - (b.queue?.position ?? 0));
  const isFiltered = filter.state !== "all" || filter.kind !== undefined;
  return (
    <>
      <PageHeader
        title="Operations"
        sentence={
          running.data && total !== undefined
            ? `${formatCount(running.data.total)} running, ${formatCount(total)} ${isFiltered ? "match the filter" : "in all"}`
            : undefined
        }
        actions={
          <>
            <Button component={PageLink} to={{ page: "audit" }} variant="default">
              Audit log
            </Button>
            <CsvButton path="/api/operations" query={{ ...filter }} what="these operations" />
          </>
        }
      />
      <PageBody>
        {list.data && <LiveNote live={list.live} pollMs={list.pollMs} />}
        {active.length > queued.length && (
          <Section title="Running now">
            <RunningOperations label="Running now" operations={active.filter(({ queue }) => !queue)} />
          </Section>
        )}
        {queued.length > 0 && (
          <Section title="Queued">
            <RunningOperations label="Queued" operations={queued} />
          </Section>
        )}
        <Section title="History">
          <div className={classes.filters}>
            <SegmentedControl
              aria-label="Which operations"
              value={filter.state}
              onChange={(state) => url.set({ state: state === "all" ? null : state, pages: null })}
              data={[
                { value: "all", label: "All" },
                { value: "active", label: "Running" },
                { value: "finished", label: "Finished" },
              ]}
            />
            <NativeSelect
              aria-label="Kind of operation"
              w={140}
              value={filter.kind ?? ""}
              onChange={(event) => url.set({ kind: event.currentTarget.value || null, pages: null })}
              data={[{ value: "", label: "Any kind" }, ...kinds.map(({ kind, plural }) => ({ value: kind, label: plural }))]}
            />
          </div>
          <History
            list={list}
            isFiltered={isFiltered}
            onClear={() => url.set({ state: null, kind: null, pages: null })}
            onMore={() => url.set({ pages: String(pages + 1) })}
          />
        </Section>
      </PageBody>
    </>
  );
}

/** As many as the address says: a link shows as far as one had read. */
function readPages(text: string | undefined): number {
  return text && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 1;
}

interface HistoryProps {
  list: ReturnType<typeof useOperationPages>;
  isFiltered: boolean;
  onClear(): void;
  onMore(): void;
}

function History({ list, isFiltered, onClear, onMore }: HistoryProps) {
  const nothing = useNothingYet();
  if (list.error && !list.data) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <LoadingRows rows={6} label="Reading the operations" />;
  const rows = list.data.pages.flatMap((page) => page.items);
  if (rows.length > 0) {
    return (
      <>
        <OperationHistory operations={rows} total={list.data.pages.at(-1)?.total ?? rows.length} />
        {list.isFetchNextPageError && <ErrorNotice error={list.error} onRetry={() => void list.fetchNextPage()} />}
        {list.hasNextPage && (
          <div className={classes.more}>
            <Button variant="default" loading={list.isFetchingNextPage} onClick={onMore}>
              Show more
            </Button>
            <span className={classes.shown}>
              {formatCount(rows.length)} of {formatCount(list.data.pages.at(-1)?.total ?? rows.length)} shown
            </span>
          </div>
        )}
      </>
    );
  }
  if (isFiltered) {
    return (
      <EmptyState
        kind="filtered"
        title="No operation matches the filter"
        action={
          <Button variant="default" onClick={onClear}>
            Clear the filter
          </Button>
        }
      >
        There may be others of another kind or state.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      kind="nothing"
      title="No operations yet"
      action={
        <Button component={PageLink} to={{ page: "snapshots" }}>
          Choose a snapshot
        </Button>
      }
    >
      {nothing}
    </EmptyState>
  );
}

/** "Copies, restores and measurements appear here …" */
function useNothingYet(): string {
  const plurals = useOperationUis().map(({ words }, i) => (i === 0 ? words.plural : words.plural.toLowerCase()));
  const all = [plurals.slice(0, -1).join(", "), ...plurals.slice(-1)].filter(Boolean).join(" and ");
  return `${all} appear here, with their progress, once you start one from a snapshot.`;
}
