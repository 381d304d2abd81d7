// What may need a person, and how badly. By itself, so that pages read the words without the rules.

/** Most pressing first among those of one severity. Some only a service can know: subscriptions, operations, measuring. */
export const ATTENTION_KINDS = [
  "source-unreadable",
  "subscription-state",
  "odd-record",
  "operation-failed",
  "copy-failed",
  "copy-differs",
  "overdue-disk",
  "disk-without-snapshot",
  "unusual-change",
  "copy-stuck",
  "chain-near-limit",
  "forgotten-sas",
  "orphaned-chain",
  "premium-full",
  "unmeasured",
] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

/** Most severe first. */
export const SEVERITIES = ["critical", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];
