import type { Column } from "#components/ui/data-table-column.ts";
import { PageLink } from "#components/ui/page-link.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Age, Instant } from "#components/ui/time.tsx";
import type { AuditEntry } from "#lib/contract/audit.ts";
import { eventLabel, eventTone, subjectText } from "./audit-words.ts";

const when: Column<AuditEntry> = { id: "at", header: "When", minWidth: 206, grow: 0, cell: (entry) => <Instant iso={entry.at} /> };
const what: Column<AuditEntry> = { id: "event", header: "What", minWidth: 150, grow: 0, cell: (entry) => <Event entry={entry} /> };
const subject: Column<AuditEntry> = { id: "subject", header: "Of", minWidth: 240, grow: 3, cell: (entry) => <Subject entry={entry} /> };
const who: Column<AuditEntry> = {
  id: "who",
  header: "Who",
  minWidth: 150,
  grow: 1,
  cell: (entry) => <span title={entry.who}>{entry.who}</span>,
};
const operation: Column<AuditEntry> = {
  id: "operation",
  header: "Operation",
  minWidth: 110,
  grow: 0,
  cell: ({ operationId }) =>
    operationId && <PageLink to={{ page: "operation", params: { id: operationId } }}>{operationId.slice(0, 8)}</PageLink>,
};

export const AUDIT_COLUMNS = [when, what, subject, who, operation];

/** Beside the open entry, which has the rest. */
export const AUDIT_PANEL_COLUMNS = [when, what, subject];

function Event({ entry: { event } }: { entry: AuditEntry }) {
  return <StateBadge tone={eventTone(event)}>{eventLabel(event)}</StateBadge>;
}

function Subject({ entry }: { entry: AuditEntry }) {
  return <span title={entry.subject}>{subjectText(entry)}</span>;
}

export function narrowEntry(entry: AuditEntry) {
  return {
    first: (
      <>
        <Subject entry={entry} />
        <Event entry={entry} />
      </>
    ),
    second: (
      <>
        <span>{entry.who}</span>
        <Age iso={entry.at} />
      </>
    ),
  };
}
