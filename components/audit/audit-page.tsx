"use client";
// The audit log: who asked for what, and what came of it. Nothing here changes anything.
import { Button, NativeSelect, SegmentedControl } from "@mantine/core";
import dynamic from "next/dynamic";
import { useCallback, useMemo } from "react";
import { CsvButton } from "#components/ui/csv-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { FilterToken } from "#components/ui/filter-token.tsx";
import frame from "#components/ui/list-frame.module.css";
import { ListTable, useListTable } from "#components/ui/list-table.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SearchInput } from "#components/ui/search-input.tsx";
import { Term } from "#components/ui/term.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { type AuditFilter, useAudit, useAuditEntry } from "#lib/client/audit/use-audit.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import type { AuditEntry } from "#lib/contract/audit.ts";
import { AUDIT_EVENT_NAMES, AUDIT_EVENTS, AUDIT_SUBJECTS, type AuditSubject, eventsAbout } from "#lib/domain/operations/audit-event.ts";
import classes from "./audit.module.css";
import { AUDIT_COLUMNS, AUDIT_PANEL_COLUMNS, narrowEntry } from "./audit-columns.tsx";

const AuditPanel = dynamic(() => untilLoaded(() => import("./audit-panel.tsx")).then((m) => m.AuditPanel), { ssr: false });

export function AuditPage() {
  useListTable();
  const url = useUrlState();
  const filter = useMemo(
    (): AuditFilter => ({
      about: readAbout(url.get("about")),
      event: AUDIT_EVENT_NAMES.find((name) => name === url.get("event")),
      operation: url.get("operation"),
      q: url.get("q"),
    }),
    [url],
  );
  const query = useAudit(filter);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const setAbout = (about: string) => url.set({ about, event: null });
  const clear = () => url.set({ about: "all", event: null, operation: null, q: null });
  const openSeq = url.get("open");
  const loaded = rows.find(({ seq }) => String(seq) === openSeq);
  const elsewhere = useAuditEntry(query.isPending || loaded ? undefined : openSeq);
  const open = loaded ?? elsewhere.data ?? undefined;
  const isFull = open !== undefined && url.get("full") === "1";
  const onText = useCallback((q: string) => url.set({ q }), [url]);
  const show = useCallback((entry: AuditEntry) => url.set({ open: String(entry.seq) }), [url]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <div className={frame.page}>
      {!isFull && (
        <div className={frame.list}>
          <PageHeader
            title="Audit log"
            sentence={
              <>
                Who asked for what, and what came of it. Entries are never changed; each is <Term name="audit-hash">chained</Term> to the
                one before.
              </>
            }
          />
          <div className={frame.filters}>
            <SearchInput label="Filter the audit log" placeholder="Name, resource, operation" value={filter.q ?? ""} onChange={onText} />
            <SegmentedControl
              aria-label="About what"
              size="xs"
              value={filter.about ?? "all"}
              onChange={setAbout}
              data={[
                { value: "operations", label: "Operations, holds" },
                { value: "accesses", label: "Read access" },
                { value: "all", label: "All" },
              ]}
            />
            <NativeSelect
              size="xs"
              aria-label="What happened"
              value={filter.event ?? ""}
              onChange={(event) => url.set({ event: event.currentTarget.value || null })}
              data={[
                { value: "", label: "Anything" },
                ...eventsAbout(filter.about).map((value) => ({ value, label: AUDIT_EVENTS[value] })),
              ]}
            />
            {filter.operation !== undefined && (
              <FilterToken name="operation" value={filter.operation.slice(0, 8)} onRemove={() => url.set({ operation: null })} />
            )}
            <div className={frame.right}>
              <CsvButton path="/api/audit" query={{ ...filter }} what="these entries" />
            </div>
          </div>
          {query.isError && (
            <div className={frame.notice}>
              <ErrorNotice title="The audit log could not be read" error={query.error} onRetry={() => void query.refetch()} />
            </div>
          )}
          {elsewhere.isError && (
            <div className={frame.notice}>
              <ErrorNotice title={`Entry ${openSeq} could not be read`} error={elsewhere.error} onRetry={() => void elsewhere.refetch()} />
            </div>
          )}
          {elsewhere.data === null && (
            <p role="status" className={classes.absent}>
              There is no entry {openSeq} that you may see.
            </p>
          )}
          {query.isPending && <LoadingRows rows={14} label="Loading the audit log" />}
          {query.data && rows.length === 0 && (isFiltered ? <NoneMatch onClear={clear} /> : <NothingYet />)}
          {rows.length > 0 && (
            <ListTable
              label="Audit log, newest first"
              columns={open ? AUDIT_PANEL_COLUMNS : AUDIT_COLUMNS}
              rows={rows}
              rowKey={rowKey}
              total={rows.length + (hasNextPage ? 1 : 0)}
              isStale={query.isPlaceholderData}
              narrow={narrowEntry}
              onEnd={onEnd}
              openKey={open && rowKey(open)}
              onOpen={show}
              onMove={open ? show : undefined}
            />
          )}
        </div>
      )}
      {open && (
        <AuditPanel
          entry={open}
          isFull={isFull}
          onFull={(full) => url.set({ full: full ? "1" : null }, { push: true })}
          onClose={() => url.set(isFull ? { full: null } : { open: null })}
        />
      )}
    </div>
  );
}

/** Unless asked otherwise not the read accesses, of which one operation may have hundreds. */
function readAbout(text: string | undefined): AuditSubject | undefined {
  if (text === "all") return undefined;
  return AUDIT_SUBJECTS.find((about) => about === text) ?? "operations";
}

const rowKey = ({ seq }: AuditEntry) => String(seq);

function NoneMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState kind="filtered" title="No entry matches the filter" action={<Button onClick={onClear}>Clear the filter</Button>}>
      There may be others.
    </EmptyState>
  );
}

function NothingYet() {
  return (
    <EmptyState kind="nothing" title="Nothing was asked for yet">
      Every operation and every read access stands here from when it is asked for, with who asked and what came of it.
    </EmptyState>
  );
}
