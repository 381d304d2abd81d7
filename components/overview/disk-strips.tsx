"use client";
// Thirty days of every disk. Overdue is a state of its own: no snapshot where one was due, which is not the same as a
// day on which none was due.
import { useMemo } from "react";
import { Section } from "#components/ui/page-body.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Term } from "#components/ui/term.tsx";
import type { Overview } from "#lib/contract/overview.ts";
import classes from "./disk-strips.module.css";

type Strip = Overview["diskStrips"][number];
type Day = Strip["days"][number];

const WORDS: Record<Day["state"], string> = { taken: "taken", none: "none", overdue: "overdue", "before-disk": "before the disk" };

export function DiskStrips({ strips }: { strips: readonly Strip[] }) {
  const sorted = useMemo(() => strips.toSorted((a, b) => need(b) - need(a)), [strips]);
  if (strips.length === 0) return null;
  return (
    <Section title="Thirty days, disk by disk" aside={<Legend />}>
      <div className={classes.strip} aria-hidden>
        <span />
        <span className={classes.axis}>
          <span>{shortDay(strips[0]?.days[0]?.date)}</span>
          <span>{shortDay(strips[0]?.days.at(-1)?.date)}</span>
        </span>
        <span className={classes.now}>newest</span>
      </div>
      <ul className={classes.strips}>
        {sorted.map((strip) => (
          <li key={strip.diskId} className={classes.strip}>
            <PageLink
              to={strip.chainId ? { page: "chain", params: { id: strip.chainId } } : { page: "disks", params: { open: strip.diskId } }}
              className={classes.name}
            >
              {strip.diskName}
            </PageLink>
            <span className={classes.days} role="img" aria-label={describe(strip)}>
              {strip.days.map((day) => (
                <i
                  key={day.date}
                  className={classes.day}
                  data-state={day.state}
                  title={`${day.date}: ${day.count > 0 ? `${day.count} taken` : WORDS[day.state]}`}
                />
              ))}
            </span>
            <span className={classes.now}>{isOverdue(strip) ? <StateBadge tone="bad">Overdue</StateBadge> : lastTaken(strip)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Legend() {
  return (
    <span className={classes.legend}>
      {(["taken", "none", "overdue", "before-disk"] as const).map((state) => (
        <span key={state}>
          <i className={classes.day} data-state={state} /> {state === "overdue" ? <Term name="overdue">overdue</Term> : WORDS[state]}
        </span>
      ))}
    </span>
  );
}

/** Those that lack one first. */
function need(strip: Strip): number {
  return isOverdue(strip) ? 2 : strip.chainId === undefined ? 1 : 0;
}

function isOverdue(strip: Strip): boolean {
  return strip.days.at(-1)?.state === "overdue";
}

function lastTaken(strip: Strip): string {
  if (strip.chainId === undefined) return "never";
  const fromEnd = strip.days.toReversed().findIndex((day) => day.count > 0);
  if (fromEnd < 0) return "none in 30 days";
  return fromEnd === 0 ? "today" : fromEnd === 1 ? "yesterday" : `${fromEnd} days ago`;
}

function shortDay(date: string | undefined): string {
  return date ? new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(Date.parse(date)) : "";
}

function describe(strip: Strip): string {
  if (strip.chainId === undefined) return `${strip.diskName}: no snapshot at all`;
  const taken = strip.days.reduce((sum, day) => sum + day.count, 0);
  const overdue = strip.days.filter((day) => day.state === "overdue").length;
  return `${strip.diskName}: ${taken} snapshots in thirty days, the newest ${lastTaken(strip)}${overdue > 0 ? `, ${overdue} days overdue` : ""}`;
}
