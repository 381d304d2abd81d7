// What needs a person, most pressing first. Reads plain facts and says one sentence for each; knows no pages: the
// caller turns a subject into the place to go to.

import type { AccessElsewhere } from "#lib/domain/chains/measurability.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { findOverdue } from "#lib/domain/chains/snapshot-interval.ts";
import { findUnusualChanges } from "#lib/domain/chains/unusual-change.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { MAX_SNAPSHOTS_PER_CHAIN } from "#lib/domain/plans/copy-rule.ts";
import type { SnapshotDelta } from "#lib/domain/sizes/stored-size.ts";
import { atLeast } from "./at-least.ts";
import { ATTENTION_KINDS, type AttentionKind, SEVERITIES, type Severity } from "./attention-kind.ts";
import { formatBytes, formatCount, formatDuration, formatPercent, formatRelativeTime, formatUsd } from "./format.ts";
import { epochMs } from "./iso-time.ts";

const HOUR_MS = 3_600_000;
const STUCK_AFTER_MS = 24 * HOUR_MS;
/** A copy that has not even begun. */
const STUCK_AT_ZERO_AFTER_MS = 4 * HOUR_MS;
const UNUSUAL_WITHIN_MS = 30 * 24 * HOUR_MS;
/** A new disk has a day for its first snapshot. */
const FIRST_SNAPSHOT_WITHIN_MS = 24 * HOUR_MS;
const NEAR_LIMIT = 450;
const AT_LIMIT = 490;

export interface AttentionFinding {
  /** Stable while the cause lasts. */
  id: string;
  kind: AttentionKind;
  severity: Severity;
  title: string;
  /** One sentence. */
  detail: string;
  /** ARM id of a snapshot or disk, or key of a chain. */
  subject: { kind: "snapshot" | "disk" | "chain"; id: string };
}

export interface AttentionFacts {
  chains: readonly Chain[];
  /** By uniqueId of the snapshot. */
  deltas: ReadonlyMap<string, SnapshotDelta>;
  /** SAS that Snapscope did not ask for. */
  accessElsewhere: AccessElsewhere;
  /** By resourceKey of the snapshot with such a SAS: the names of those that cannot be measured while it is open. */
  heldUp?: ReadonlyMap<string, readonly string[]>;
  /** Disks of which there is no snapshot at all. */
  bareDisks?: readonly BareDisk[];
  /** What so many bytes of these skus cost in a month there; undefined where a price is not known. */
  usdPerMonth?: (region: string, bytesBySku: Readonly<Record<string, number>>) => string | undefined;
  nowMs: number;
}

export interface BareDisk {
  diskId: string;
  diskName: string;
  /** null: unknown. */
  createdAt: string | null;
  provisionedBytes: number | null;
}

interface Finding extends AttentionFinding {
  /** Larger is more pressing among findings of one kind. */
  weight: number;
}

export function findAttention(facts: AttentionFacts): AttentionFinding[] {
  const findings = facts.chains.flatMap((chain) => [
    ...chain.snapshots.flatMap((snapshot) => [
      ...failedCopy(snapshot, facts),
      ...stuckCopy(snapshot, facts),
      ...forgottenSas(snapshot, facts),
    ]),
    ...overdueDisk(chain, facts),
    ...unusualChange(chain, facts),
    ...nearLimit(chain),
    ...orphaned(chain, facts),
    ...premiumFull(chain, facts),
  ]);
  findings.push(...(facts.bareDisks ?? []).flatMap((disk) => bareDisk(disk, facts)));
  findings.sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      ATTENTION_KINDS.indexOf(a.kind) - ATTENTION_KINDS.indexOf(b.kind) ||
      b.weight - a.weight ||
      (a.id < b.id ? -1 : 1),
  );
  return findings.map(({ weight: _, ...item }) => item);
}

function failedCopy(snapshot: Snapshot, { chains }: AttentionFacts): Finding[] {
  if (snapshotState(snapshot) !== "copy-failed") return [];
  const source = snapshot.sourceResourceId === undefined ? undefined : resourceKey(snapshot.sourceResourceId);
  const isReplaced = chains.some((chain) =>
    chain.copies.some(
      ({ sourceSnapshotId, copy, region }) =>
        resourceKey(sourceSnapshotId) === source && region === snapshot.location && snapshotState(copy) === "ready",
    ),
  );
  const reason = snapshot.copyError ? `: ${snapshot.copyError.message}` : ".";
  return [
    found("copy-failed", subjectOf(snapshot), {
      severity: isReplaced ? "info" : "critical",
      title: `Copy ${snapshot.name} failed`,
      detail: isReplaced
        ? `${snapshot.name} in ${regionLabel(snapshot.location)} is left over from a failed copy that was made again since.`
        : `The copy ${snapshot.name} to ${regionLabel(snapshot.location)} failed${reason}`,
      weight: madeAtMs(snapshot) ?? 0,
    }),
  ];
}

function stuckCopy(snapshot: Snapshot, { nowMs }: AttentionFacts): Finding[] {
  if (snapshotState(snapshot) !== "copying") return [];
  const madeMs = madeAtMs(snapshot);
  if (madeMs === undefined) return [];
  const ageMs = nowMs - madeMs;
  const percent = snapshot.completionPercent ?? 0;
  if (ageMs < (percent === 0 ? STUCK_AT_ZERO_AFTER_MS : STUCK_AFTER_MS)) return [];
  return [
    found("copy-stuck", subjectOf(snapshot), {
      severity: "warning",
      title: `Copy ${snapshot.name} seems stuck`,
      detail: `The copy ${snapshot.name} to ${regionLabel(snapshot.location)} stands at ${formatPercent(percent)} after ${formatDuration(ageMs)}.`,
      weight: ageMs,
    }),
  ];
}

function forgottenSas(snapshot: Snapshot, { accessElsewhere, heldUp, nowMs }: AttentionFacts): Finding[] {
  const access = accessElsewhere.get(resourceKey(snapshot.id));
  if (!access) return [];
  const waiting = heldUp?.get(resourceKey(snapshot.id)) ?? [];
  const measuring = waiting.length > 0 ? ` While it is open, ${listOfNames(waiting)} cannot be measured.` : "";
  return [
    found("forgotten-sas", subjectOf(snapshot), {
      severity: "warning",
      title: `Somebody can download ${snapshot.name}`,
      detail: `A SAS that Snapscope did not ask for, first seen ${formatRelativeTime(epochMs(access.seenSince), nowMs)}, gives access to all data of ${snapshot.name}. End it where nobody needs it: it also takes one of the five places Azure has for a chain.${measuring}`,
      weight: -(madeAtMs(snapshot) ?? 0),
    }),
  ];
}

function overdueDisk(chain: Chain, { nowMs }: AttentionFacts): Finding[] {
  if (chain.isCopy || chain.sourceState !== "live" || chain.sourceDiskId === undefined || chain.kind !== "incremental") return [];
  const overdue = findOverdue(
    chain.snapshots.flatMap(({ timeCreated }) => timeCreated ?? []),
    nowMs,
  );
  if (!overdue) return [];
  const missed = (nowMs - overdue.lastMs) / overdue.intervalMs;
  return [
    found(
      "overdue-disk",
      { kind: "disk", id: chain.sourceDiskId },
      {
        severity: missed > 5 ? "critical" : "warning",
        title: `${chain.sourceDiskName} has no recent snapshot`,
        detail: `The last snapshot of ${chain.sourceDiskName} was taken ${formatRelativeTime(overdue.lastMs, nowMs)}; usually there is one every ${formatDuration(overdue.intervalMs)}.`,
        weight: missed,
      },
    ),
  ];
}

function bareDisk({ diskId, diskName, createdAt, provisionedBytes }: BareDisk, { nowMs }: AttentionFacts): Finding[] {
  const age = createdAt === null ? undefined : nowMs - epochMs(createdAt);
  if (age !== undefined && age < FIRST_SNAPSHOT_WITHIN_MS) return [];
  const size = provisionedBytes === null ? "" : ` of ${formatBytes(provisionedBytes)}`;
  const since = age === undefined ? "" : ` was made ${formatRelativeTime(nowMs - age, nowMs)} and`;
  return [
    found(
      "disk-without-snapshot",
      { kind: "disk", id: diskId },
      {
        severity: "warning",
        title: `${diskName} has no snapshot`,
        detail: `The disk ${diskName}${size}${since} has no snapshot among those you see: nothing to go back to if its data is lost.`,
        weight: provisionedBytes ?? 0,
      },
    ),
  ];
}

/** Only the newest of a chain, and only of the last thirty days: what is older is history. */
function unusualChange(chain: Chain, { deltas, nowMs, usdPerMonth }: AttentionFacts): Finding[] {
  if (chain.isCopy) return [];
  const newest = findUnusualChanges(chain.snapshots, deltas).at(-1);
  if (!newest || nowMs - (madeAtMs(newest.snapshot) ?? 0) > UNUSUAL_WITHIN_MS) return [];
  const { snapshot, bytes, usualBytes, score } = newest;
  const money = moneyText(usdPerMonth?.(snapshot.location, { [snapshot.sku]: bytes }));
  return [
    found("unusual-change", subjectOf(snapshot), {
      severity: "warning",
      title: `Unusual change on ${chain.sourceDiskName}`,
      detail: `${snapshot.name} holds ${formatBytes(bytes)} of changes where ${formatBytes(usualBytes)} is usual in that time${money && `, which cost ${money}`}: look at where they lie.`,
      weight: score,
    }),
  ];
}

function nearLimit(chain: Chain): Finding[] {
  const count = chain.snapshots.length;
  if (chain.kind !== "incremental" || count < NEAR_LIMIT) return [];
  return [
    found(
      "chain-near-limit",
      { kind: "chain", id: chain.key },
      {
        severity: count >= AT_LIMIT ? "critical" : "warning",
        title: `${chain.sourceDiskName} nears the limit of ${MAX_SNAPSHOTS_PER_CHAIN}`,
        detail: `${chain.sourceDiskName} has ${formatCount(count)} incremental snapshots in ${regionLabel(chain.location)}; at ${MAX_SNAPSHOTS_PER_CHAIN} Azure takes no more.`,
        weight: count,
      },
    ),
  ];
}

function orphaned(chain: Chain, facts: AttentionFacts): Finding[] {
  if (chain.isCopy || (chain.sourceState !== "deleted" && chain.sourceState !== "recreated")) return [];
  const { bytes, size: stored, money } = storedOf(chain.snapshots, chain, facts);
  const single = chain.snapshots.length === 1;
  const count = single ? "1 snapshot" : `${formatCount(chain.snapshots.length)} snapshots`;
  const size = stored && ` of ${stored}`;
  const [fate, whose] = chain.sourceState === "deleted" ? ["no longer exists", ""] : ["was recreated", " of its predecessor"];
  return [
    found(
      "orphaned-chain",
      { kind: "chain", id: chain.key },
      {
        severity: "info",
        title: `${count} without their disk`,
        detail: `The disk ${chain.sourceDiskName} ${fate}; ${count}${whose}${size} ${single ? "remains and is" : "remain and are"} billed${money && `, ${money}`}.`,
        weight: bytes,
      },
    ),
  ];
}

function premiumFull(chain: Chain, facts: AttentionFacts): Finding[] {
  const premium = chain.kind === "full" ? chain.snapshots.filter((snapshot) => snapshot.sku === "Premium_LRS") : [];
  if (premium.length === 0) return [];
  const { money } = storedOf(premium, chain, facts);
  const count = premium.length === 1 ? "1 full snapshot" : `${formatCount(premium.length)} full snapshots`;
  return [
    found(
      "premium-full",
      { kind: "chain", id: chain.key },
      {
        severity: "info",
        title: `${count} on Premium storage`,
        detail: `${chain.sourceDiskName} has ${count} on Premium SSD, which costs more${money && `: ${money}`}; to make many machines from one, an image in a compute gallery is the better tool.`,
        weight: premium.length,
      },
    ),
  ];
}

/** "a", "a and b", "a and 3 more". */
function listOfNames([first = "", ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return `${first} and ${others.length === 1 ? others[0] : `${formatCount(others.length)} more`}`;
}

/** Of those that are measured; where others are not it is at least this much. */
function storedOf(
  snapshots: readonly Snapshot[],
  { location }: Chain,
  { deltas, usdPerMonth }: AttentionFacts,
): { size: string; money: string; bytes: number } {
  const bySku: Record<string, number> = {};
  for (const { uniqueId, sku } of snapshots) bySku[sku] = (bySku[sku] ?? 0) + (deltas.get(uniqueId)?.bytes ?? 0);
  const bytes = Object.values(bySku).reduce((total, some) => total + some, 0);
  const isLeast = snapshots.some(({ uniqueId }) => !deltas.has(uniqueId));
  return {
    bytes,
    size: bytes > 0 ? atLeast(formatBytes(bytes), isLeast) : "",
    money: bytes > 0 ? moneyText(usdPerMonth?.(location, bySku), isLeast) : "",
  };
}

/** Empty where it is not known. */
function moneyText(usd: string | undefined, isLeast = false): string {
  if (usd === undefined) return "";
  return `${isLeast ? atLeast(formatUsd(usd), true) : `about ${formatUsd(usd)}`} a month`;
}

function madeAtMs({ timeCreated }: Snapshot): number | undefined {
  return timeCreated === undefined ? undefined : epochMs(timeCreated);
}

function subjectOf(snapshot: Snapshot): AttentionFinding["subject"] {
  return { kind: "snapshot", id: snapshot.id };
}

function found(
  kind: AttentionKind,
  subject: AttentionFinding["subject"],
  rest: Pick<Finding, "severity" | "title" | "detail" | "weight">,
): Finding {
  return { id: `${kind}:${resourceKey(subject.id)}`, kind, subject, ...rest };
}
