"use client";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { Section } from "#components/ui/page-body.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Age, Instant } from "#components/ui/time.tsx";
import { useSubscriptions } from "#lib/client/inventory/use-subscriptions.ts";
import type { SubscriptionRow } from "#lib/contract/inventory.ts";
import { formatCount } from "#lib/domain/format.ts";
import { subscriptionStanding } from "#lib/domain/inventory/subscription-standing.ts";
import classes from "./settings.module.css";

const STATES = {
  ok: { tone: "ok", word: "Readable" },
  partial: { tone: "warn", word: "Readable in part" },
  forbidden: { tone: "warn", word: "Not permitted" },
  failed: { tone: "bad", word: "No answer" },
  throttled: { tone: "warn", word: "Throttled" },
} as const;

export function SubscriptionAccess() {
  const query = useSubscriptions();
  return (
    <Section
      title="Subscriptions"
      aside={
        query.data && (
          <span>
            Read <Age iso={query.data.asOf} />
          </span>
        )
      }
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <LoadingRows rows={2} label="Loading subscriptions" />}
      {query.data?.items.length === 0 && (
        <EmptyState kind="unavailable" title="No subscription is visible">
          The signed-in identity has no role in any. It needs Reader on those to be shown.
        </EmptyState>
      )}
      <ul className={classes.lines}>
        {query.data?.items.map((row) => (
          <SubscriptionLine key={row.subscriptionId} row={row} />
        ))}
      </ul>
    </Section>
  );
}

function SubscriptionLine({ row }: { row: SubscriptionRow }) {
  const { tone, word } = STATES[row.state];
  const standing = subscriptionStanding(row);
  return (
    <li className={classes.line}>
      <span className={classes.strong}>{row.displayName}</span>
      <StateBadge tone={tone}>
        {word}
        {row.throttledUntil && (
          <>
            {" until "}
            <Instant iso={row.throttledUntil} />
          </>
        )}
      </StateBadge>
      {standing && <StateBadge tone="warn">{standing.word}</StateBadge>}
      {(row.state === "ok" || row.state === "partial") && (
        <span className={classes.quiet}>
          {formatCount(row.disks)} disks, {formatCount(row.snapshots)} snapshots
        </span>
      )}
      {row.state !== "ok" && <span className={classes.quiet}>{row.message ?? "Azure gave no reason."}</span>}
      {standing && <span className={classes.quiet}>{standing.closed ?? standing.caution}</span>}
      {row.notices?.map((notice) => (
        <span key={notice} className={classes.quiet}>
          {notice}
        </span>
      ))}
    </li>
  );
}
