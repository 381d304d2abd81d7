// A retention rule, and what it keeps of one chain. Periods are UTC hours, days, weeks (from Monday), months and years; of each
// of the newest N periods that have a snapshot the newest one is kept. Counts do not share: a snapshot may be kept for several
// reasons, and each is told. What the rule may not judge is kept: held, exempt, not chosen, not complete, without a time, or
// out of Snapscope's reach; and never fewer complete ones than the floor are left.
import { compareTimes, epochMs } from "#lib/domain/iso-time.ts";

export const RETENTION_PERIODS = ["hourly", "daily", "weekly", "monthly", "yearly"] as const;
export type RetentionPeriod = (typeof RETENTION_PERIODS)[number];

export interface RetentionRule extends Record<RetentionPeriod, number> {
  keepLast: number;
  /** Of each chain; at least 1: no rule empties a chain. */
  floor: number;
  /** ARM ids or names of disks; none: all. */
  disks: string[];
  /** "name=value" or "name": snapshots that have one of them; none: all. */
  tags: string[];
  /** The same: those are left alone. */
  exempt: string[];
}

export const NO_RULE: RetentionRule = {
  keepLast: 0,
  hourly: 0,
  daily: 0,
  weekly: 0,
  monthly: 0,
  yearly: 0,
  floor: 1,
  disks: [],
  tags: [],
  exempt: [],
};

export interface KeepReason {
  /** last, hourly … yearly, floor; or what protects it: held, exempt, not-selected, not-complete, time-unknown, azure-backup … */
  rule: string;
  /** The how manieth of its sort, from 1. */
  rank?: number;
  message: string;
}

export interface RetentionMember {
  id: string;
  /** ISO 8601; absent: unknown. */
  createdAt?: string | undefined;
  isReady: boolean;
  /** The rule is about it. */
  isSelected: boolean;
  /** Why it stays whatever the rule says. */
  protections: readonly KeepReason[];
}

export interface RetentionVerdict {
  id: string;
  /** None: it goes. */
  reasons: KeepReason[];
}

/** members: of one chain, oldest first. In their order. */
export function applyRetention(rule: RetentionRule, members: readonly RetentionMember[]): RetentionVerdict[] {
  const reasons = new Map(members.map((member) => [member, standing(member)]));
  // Newest first; of equals the later in the chain.
  const judged = members
    .filter(({ isReady, isSelected, createdAt }) => isReady && isSelected && createdAt !== undefined)
    .toReversed()
    .sort((a, b) => compareTimes(b.createdAt, a.createdAt));
  for (const [i, member] of judged.slice(0, rule.keepLast).entries())
    reasons.get(member)?.push({ rule: "last", rank: i + 1, message: `Number ${i + 1} of the last ${rule.keepLast}.` });
  for (const period of RETENTION_PERIODS) keepPeriods(period, rule[period], judged, reasons);
  keepFloor(rule.floor, members, judged, reasons);
  return members.map((member) => ({ id: member.id, reasons: reasons.get(member) ?? [] }));
}

function standing({ isReady, isSelected, createdAt, protections }: RetentionMember): KeepReason[] {
  return [
    ...protections,
    ...(isSelected ? [] : [{ rule: "not-selected", message: "The rule is not about it." }]),
    ...(isReady ? [] : [{ rule: "not-complete", message: "It is not complete: the rule does not judge it." }]),
    ...(createdAt === undefined ? [{ rule: "time-unknown", message: "When it was taken is not known." }] : []),
  ];
}

type Reasons = ReadonlyMap<RetentionMember, KeepReason[]>;

function keepPeriods(period: RetentionPeriod, count: number, judged: readonly RetentionMember[], reasons: Reasons): void {
  let [rank, last] = [0, ""];
  for (const member of judged) {
    const key = periodKey(period, member.createdAt ?? "");
    if (key === last) continue;
    if (rank === count) return;
    [rank, last] = [rank + 1, key];
    reasons.get(member)?.push({ rule: period, rank, message: `The newest of ${PERIOD_WORDS[period]} ${key}: number ${rank} of ${count}.` });
  }
}

const PERIOD_WORDS: Record<RetentionPeriod, string> = {
  hourly: "the hour",
  daily: "the day",
  weekly: "the week from",
  monthly: "the month",
  yearly: "the year",
};

const DAY_MS = 86_400_000;

/** The UTC period of a time: "2026-11-28", of a week its Monday. */
export function periodKey(period: RetentionPeriod, time: string): string {
  const ms = epochMs(time);
  const iso = new Date(ms).toISOString();
  switch (period) {
    case "hourly":
      return `${iso.slice(0, 13)}:00`;
    case "daily":
      return iso.slice(0, 10);
    case "weekly": {
      // 1970 began on a Thursday.
      const day = Math.floor(ms / DAY_MS);
      return new Date((day - ((((day + 3) % 7) + 7) % 7)) * DAY_MS).toISOString().slice(0, 10);
    }
    case "monthly":
      return iso.slice(0, 7);
    case "yearly":
      return iso.slice(0, 4);
  }
}

function keepFloor(floor: number, members: readonly RetentionMember[], judged: readonly RetentionMember[], reasons: Reasons): void {
  const isKept = (member: RetentionMember) => (reasons.get(member)?.length ?? 0) > 0;
  let kept = members.filter((member) => member.isReady && isKept(member)).length;
  for (const member of judged) {
    if (kept >= floor) return;
    if (isKept(member)) continue;
    kept += 1;
    reasons.get(member)?.push({ rule: "floor", message: `Never fewer than ${floor} complete ones are left of a chain.` });
  }
}

/** tag: "name=value" or "name"; names without regard to case, as Azure has them. */
export function hasTag(tags: Readonly<Record<string, string>>, tag: string): boolean {
  const [name = "", ...rest] = tag.split("=");
  const found = Object.entries(tags).find(([key]) => key.toLowerCase() === name.trim().toLowerCase());
  return found !== undefined && (rest.length === 0 || found[1] === rest.join("="));
}
