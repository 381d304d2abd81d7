"use client";
// What was read with which access, and whether it was given back.
import { CopyId } from "#components/ui/copy-id.tsx";
import { CsvSave } from "#components/ui/csv-save.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { Column } from "#components/ui/data-table-column.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { Section } from "#components/ui/page-body.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { SplitName } from "#components/ui/split-name.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Term } from "#components/ui/term.tsx";
import { Age, Instant } from "#components/ui/time.tsx";
import { useAccesses } from "#lib/client/settings/use-accesses.ts";
import type { AccessEntry } from "#lib/contract/health.ts";
import type { CsvColumn } from "#lib/domain/csv.ts";
import classes from "./settings.module.css";

const RESULTS = {
  ok: { tone: "ok", word: "Revoked" },
  open: { tone: "busy", word: "Open" },
  failed: { tone: "bad", word: "Failed" },
} as const;

export function AccessLedger() {
  const query = useAccesses();
  const items = query.data?.items ?? [];
  return (
    <Section
      title={<Term name="ledger">Access ledger</Term>}
      aside={items.length > 0 && <CsvSave name="access-ledger.csv" columns={CSV} rows={items} what={`${items.length} entries`} />}
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <LoadingRows rows={5} label="Loading the access ledger" />}
      {query.data && items.length === 0 && (
        <EmptyState kind="nothing" title="No access was taken yet">
          Measuring a snapshot or comparing two takes a short-lived SAS; each one will stand here with the moment it was revoked.
        </EmptyState>
      )}
      {items.length > 0 && (
        <div className={classes.ledger}>
          <DataTable
            label="Access ledger, newest first"
            columns={COLUMNS}
            rows={items}
            rowKey={rowKey}
            total={items.length}
            narrow={narrowEntry}
          />
        </div>
      )}
    </Section>
  );
}

const rowKey = (entry: AccessEntry) => entry.id;

const COLUMNS: readonly Column<AccessEntry>[] = [
  { id: "at", header: "When", minWidth: 206, grow: 0, cell: (entry) => <Instant iso={entry.at} /> },
  { id: "action", header: "What", minWidth: 260, grow: 2, cell: (entry) => <SplitName name={entry.action} title={entry.subject} /> },
  { id: "result", header: "Result", minWidth: 110, grow: 0, cell: (entry) => <ResultBadge entry={entry} /> },
  { id: "requestedBy", header: "Asked by", minWidth: 160, grow: 1, cell: (entry) => <span>{entry.requestedBy}</span> },
  { id: "detail", header: "Detail", minWidth: 220, grow: 1.5, cell: (entry) => <span title={entry.detail}>{entry.detail}</span> },
  {
    id: "operation",
    header: "Operation",
    minWidth: 110,
    grow: 0,
    cell: (entry) =>
      entry.operationId && (
        <PageLink to={{ page: "operation", params: { id: entry.operationId } }}>{entry.operationId.slice(0, 8)}</PageLink>
      ),
  },
  {
    id: "request",
    header: "Request",
    minWidth: 120,
    grow: 0,
    cell: (entry) => entry.requestId && <CopyId value={entry.requestId} text={entry.requestId.slice(0, 8)} label="the request id" />,
  },
];

const CSV: readonly CsvColumn<AccessEntry>[] = [
  { header: "at", value: (entry) => entry.at },
  { header: "action", value: (entry) => entry.action },
  { header: "subject", value: (entry) => entry.subject },
  { header: "result", value: (entry) => entry.result },
  { header: "requestedBy", value: (entry) => entry.requestedBy },
  { header: "detail", value: (entry) => entry.detail },
  { header: "operationId", value: (entry) => entry.operationId },
  { header: "requestId", value: (entry) => entry.requestId },
];

function narrowEntry(entry: AccessEntry) {
  return {
    first: (
      <>
        <SplitName name={entry.action} />
        <ResultBadge entry={entry} />
      </>
    ),
    second: (
      <>
        <span>{entry.detail}</span>
        <Age iso={entry.at} />
      </>
    ),
  };
}

function ResultBadge({ entry }: { entry: AccessEntry }) {
  const { tone, word } = RESULTS[entry.result];
  return <StateBadge tone={tone}>{word}</StateBadge>;
}
