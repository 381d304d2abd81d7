"use client";
// Who is told when an operation ends, and whether it reaches them. They are configured where the server is started.
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { Section } from "#components/ui/page-body.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Instant } from "#components/ui/time.tsx";
import { useWebhooks } from "#lib/client/settings/use-webhooks.ts";
import type { WebhookRow } from "#lib/contract/webhooks.ts";
import { formatCount } from "#lib/domain/format.ts";
import classes from "./settings.module.css";

export function Webhooks() {
  const query = useWebhooks();
  return (
    <Section title="Webhooks">
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <LoadingRows rows={1} label="Loading webhooks" />}
      {query.data?.items.length === 0 && <p>None is configured (SNAPSCOPE_WEBHOOKS): nobody is told when an operation ends.</p>}
      <ul className={classes.lines}>
        {query.data?.items.map((row) => (
          <WebhookLine key={row.name} row={row} />
        ))}
      </ul>
    </Section>
  );
}

function WebhookLine({ row }: { row: WebhookRow }) {
  const { name, shape, events, isSigned, waiting, givenUp, lastSentAt, lastError } = row;
  return (
    <li className={classes.line}>
      <span className={classes.strong}>{name}</span>
      <StateBadge tone={standingOf(row).tone}>{standingOf(row).word}</StateBadge>
      <span>
        {shape}, {isSigned ? "signed" : "not signed"}: {events.map((event) => event.slice("operation.".length)).join(", ")}
        {waiting > 0 && `; ${formatCount(waiting)} to be sent`}
        {givenUp > 0 && `; ${formatCount(givenUp)} given up after a day`}
        {lastSentAt && (
          <>
            ; last heard <Instant iso={lastSentAt} />
          </>
        )}
        {lastError && `; ${lastError}`}
      </span>
    </li>
  );
}

function standingOf({ givenUp, lastError, lastSentAt }: WebhookRow) {
  if (givenUp > 0) return { tone: "bad", word: "Given up" } as const;
  if (lastError) return { tone: "warn", word: "Not taken" } as const;
  return lastSentAt ? ({ tone: "ok", word: "Heard" } as const) : ({ tone: "ok", word: "Nothing sent yet" } as const);
}
