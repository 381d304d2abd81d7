// One entry of the audit log, whole.
import { Anchor } from "@mantine/core";
import { CopyId } from "#components/ui/copy-id.tsx";
import { DetailPanel } from "#components/ui/detail-panel.tsx";
import { FactList } from "#components/ui/fact-list.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Term } from "#components/ui/term.tsx";
import { Instant } from "#components/ui/time.tsx";
import type { AuditEntry } from "#lib/contract/audit.ts";
import { formatCount } from "#lib/domain/format.ts";
import classes from "./audit.module.css";
import { eventLabel, eventTone, subjectText } from "./audit-words.ts";

interface AuditPanelProps {
  entry: AuditEntry;
  isFull: boolean;
  onFull: (isFull: boolean) => void;
  onClose: () => void;
}

export function AuditPanel({ entry, ...panel }: AuditPanelProps) {
  const { seq, event, operationId, requestId, subject } = entry;
  return (
    <DetailPanel label={`Entry ${formatCount(seq)}`} title={`Entry ${formatCount(seq)}`} {...panel}>
      <FactList
        facts={[
          { name: "What", value: <StateBadge tone={eventTone(event)}>{eventLabel(event)}</StateBadge> },
          { name: "Of", value: subjectText(entry) || undefined },
          { name: "Who", value: entry.who },
          { name: "When", value: <Instant iso={entry.at} /> },
          { name: "Kind", value: entry.kind },
          {
            name: "Operation",
            value: operationId && (
              <Anchor component={PageLink} to={{ page: "operation", params: { id: operationId } }} size="sm">
                {operationId}
              </Anchor>
            ),
          },
          { name: "Request id", value: requestId && <CopyId value={requestId} label="the request id" /> },
          { name: "Resource", value: subject && <CopyId value={subject} label="the resource id" /> },
          { name: "Hash", term: "audit-hash", value: <CopyId value={entry.hash} text={`${entry.hash.slice(0, 16)}…`} label="the hash" /> },
        ]}
      />
      <Facts title="As it was asked for" facts={entry.input} />
      <Facts title="Before" facts={entry.before} />
      <Facts title="After" facts={entry.after} />
      {event === "operation-begun" && (
        <p className={classes.note}>
          It runs with the rights of who <Term name="operation">ordered</Term> it.
        </p>
      )}
    </DetailPanel>
  );
}

function Facts({ title, facts }: { title: string; facts: Record<string, unknown> | undefined }) {
  if (!facts || Object.keys(facts).length === 0) return null;
  return (
    <section className={classes.facts}>
      <h3 className={classes.heading}>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways and must be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label={title}>
        <pre className={classes.json}>{JSON.stringify(facts, null, 2)}</pre>
      </section>
    </section>
  );
}
