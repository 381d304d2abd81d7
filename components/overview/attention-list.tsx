"use client";
// Each line: how bad, what, why, and the one thing to do about it.
import { UnstyledButton } from "@mantine/core";
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { PageLink } from "#components/ui/page-link.tsx";
import type { AttentionItem } from "#lib/contract/overview.ts";
import classes from "./attention-list.module.css";

const SEVERITIES = {
  critical: { icon: IconAlertOctagon, word: "Critical" },
  warning: { icon: IconAlertTriangle, word: "Warning" },
  info: { icon: IconInfoCircle, word: "To know" },
};

/** So that ten unusual changes do not push a forgotten SAS out of sight. */
const SHOWN_PER_KIND = 3;

export function AttentionList({ items }: { items: readonly AttentionItem[] }) {
  const [isAll, setAll] = useState(false);
  if (items.length === 0) {
    return (
      <p className={classes.calm}>
        <IconCircleCheck size={16} aria-hidden /> Nothing needs you: no failed copies, overdue disks, forgotten SAS or unusual changes.
      </p>
    );
  }
  const shown = isAll ? items : firstOfEachKind(items);
  return (
    <>
      <ol className={classes.list}>
        {shown.map((item) => (
          <AttentionLine key={item.id} item={item} />
        ))}
      </ol>
      {shown.length < items.length && (
        <UnstyledButton className={classes.more} onClick={() => setAll(true)}>
          {moreWords(items, shown)}
        </UnstyledButton>
      )}
    </>
  );
}

const KIND_WORDS: Readonly<Record<AttentionItem["kind"], string>> = {
  "copy-failed": "failed copies",
  "copy-differs": "copies that differ from their sources",
  "copy-stuck": "stuck copies",
  "operation-failed": "failed operations",
  "forgotten-sas": "forgotten SAS",
  "unusual-change": "unusual changes",
  "orphaned-chain": "chains without their disk",
  "overdue-disk": "overdue disks",
  "disk-without-snapshot": "disks without a snapshot",
  "premium-full": "premium full snapshots",
  "chain-near-limit": "chains near Azure's limit",
  "source-unreadable": "unreadable subscriptions",
  "subscription-state": "subscriptions that are not enabled",
  "odd-record": "subscriptions with odd records",
  unmeasured: "unmeasured",
};

function firstOfEachKind(items: readonly AttentionItem[]): AttentionItem[] {
  const seen = new Map<string, number>();
  return items.filter(({ kind }) => {
    const n = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, n);
    return n <= SHOWN_PER_KIND;
  });
}

/** "Show 7 more: unusual changes, overdue disks". */
function moreWords(items: readonly AttentionItem[], shown: readonly AttentionItem[]): string {
  const hidden = items.filter((item) => !shown.includes(item));
  const kinds = [...new Set(hidden.map((item) => KIND_WORDS[item.kind]))];
  return `Show ${hidden.length} more: ${kinds.join(", ")}`;
}

function AttentionLine({ item }: { item: AttentionItem }) {
  const { icon: Icon, word } = SEVERITIES[item.severity];
  return (
    <li className={classes.line} data-severity={item.severity}>
      <Icon size={16} stroke={1.8} className={classes.icon} role="img" aria-label={word} />
      <span className={classes.title}>{item.title}</span>
      <span className={classes.detail}>{item.detail}</span>
      <PageLink to={item.action.target} className={classes.action}>
        {item.action.label}
        <span className="visually-hidden">: {item.title}</span>
      </PageLink>
    </li>
  );
}
