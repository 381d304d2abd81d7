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
import { type OperationFilter, useOperations } from "#lib/client/operations/use-operations.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import { formatCount } from "#lib/domain/format.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";
import classes from "./operations-page.module.css";

const OperationHistory = dynamic(() => import("./operation-history.tsx").then((m) => m.OperationHistory), {
  ssr: false,
  loading: () => <LoadingRows rows={6} />,
});
const RunningOperations = dynamic(() => import("./running-operations.tsx").then((m) => m.RunningOperations), { ssr: false });

const STATES = ["all", "active", "finished"] as const;
const KINDS = ["copy", "restore", "measure"];

export function OperationsPage() {
  const url = useUrlState();
  const filter: OperationFilter = {
    state: STATES.find((state) => state === url.get("state")) ?? "all",
    kind: KINDS.find((kind) => kind === url.get("kind")),
  };
  const running = useOperations({ state: "active" });
  const list = useOperations(filter);
  const active = running.data?.items.filter((operation) => !isFinal(operation.state)) ?? [];
  const isFiltered = filter.state !== "all" || filter.kind !== undefined;
  return (
    <>
      <PageHeader
        title="Operations"
        sentence={
          running.data && list.data
            ? `${formatCount(active.length)} running, ${formatCount(list.data.total)} ${isFiltered ? "match the filter" : "in all"}`
            : undefined
        }
        actions={<CsvButton path="/api/operations" query={{ ...filter }} what="these operations" />}
      />
      <PageBody>
        {active.length > 0 && (
          <Section title="Running now">
            <RunningOperations operations={active} />
          </Section>
        )}
        <Section title="History">
          <div className={classes.filters}>
            <SegmentedControl
              aria-label="Which operations"
              value={filter.state}
              onChange={(state) => url.set({ state: state === "all" ? null : state })}
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
              onChange={(event) => url.set({ kind: event.currentTarget.value || null })}
              data={[
                { value: "", label: "Any kind" },
                { value: "copy", label: "Copies" },
                { value: "restore", label: "Restores" },
                { value: "measure", label: "Measurements" },
              ]}
            />
          </div>
          <History list={list} isFiltered={isFiltered} onClear={() => url.set({ state: null, kind: null })} />
        </Section>
      </PageBody>
    </>
  );
}

function History({ list, isFiltered, onClear }: { list: ReturnType<typeof useOperations>; isFiltered: boolean; onClear(): void }) {
  if (list.error && !list.data) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <LoadingRows rows={6} label="Reading the operations" />;
  if (list.data.items.length > 0) return <OperationHistory operations={list.data.items} />;
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
      Copies, restores and measurements appear here, with their progress, once you start one from a snapshot.
    </EmptyState>
  );
}
