// Whether Azure takes a snapshot of a disk. The rules are Azure's (learn.microsoft.com, "Create an incremental snapshot",
// restrictions): 500 incremental snapshots of a disk at a time, 7 in five minutes; of Premium SSD v2 and Ultra disks
// incremental ones only, three at most whose background copy runs. What an upload is going into has no state to keep.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatUtc } from "#lib/domain/format.ts";
import { diskSkuLabel, findDiskSku } from "#lib/domain/inventory/disk-sku.ts";
import type { Disk, SnapshotKind } from "#lib/domain/inventory/inventory.ts";
import { hasFailed } from "#lib/domain/inventory/provisioning-state.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import { MAX_SNAPSHOTS_PER_CHAIN } from "./copy-rule.ts";
import type { PlanProblem } from "./plan.ts";

export const MAX_TAKEN_AT_ONCE = 7;
const WINDOW_MS = 5 * 60_000;
const MAX_PENDING = 3;

export interface SnapshotQuestion {
  disk: Disk;
  /** Its incremental one; undefined: it has none yet. */
  chain: Pick<Chain, "snapshots"> | undefined;
  nowMs: number;
}

/** Whether any snapshot of it can be taken, whatever it is named: for buttons and forms. */
export function canTakeSnapshot(question: SnapshotQuestion, closed: string | undefined): { possible: boolean; reason?: string } {
  // What binds incremental ones leaves a full one, where the disk allows that.
  const ofChain = findDiskSku(question.disk.sku)?.isZonal ? chainProblems(question) : [];
  const reason = closed ?? [...diskProblems(question.disk), ...ofChain][0]?.message;
  return reason === undefined ? { possible: true } : { possible: false, reason };
}

/** What Azure forbids, the most telling reason first. */
export function snapshotProblems(question: SnapshotQuestion, type: SnapshotKind): PlanProblem[] {
  const problems = diskProblems(question.disk);
  if (type === "incremental") return [...problems, ...chainProblems(question)];
  const { name, sku } = question.disk;
  if (!findDiskSku(sku)?.isZonal) return problems;
  const message = `${name} is of type ${diskSkuLabel(sku)}: Azure takes only incremental snapshots of it.`;
  return [...problems, { field: "type", rule: "incremental-only", message }];
}

/** Taken in the last five minutes, as far as they are still there. */
export function takenJustNow({ chain, nowMs }: SnapshotQuestion): number {
  return recentTimes(chain, nowMs).length;
}

function diskProblems(disk: Disk): PlanProblem[] {
  const field = "disks";
  const { name, diskState } = disk;
  if (hasFailed(disk)) return [{ field, rule: "failed", message: `Azure could not make ${name}: there is nothing to take a snapshot of.` }];
  if (/^(readytoupload|activeupload)$/i.test(diskState)) {
    const message = `${name} is being uploaded into (${diskState}). A snapshot can be taken when the upload has ended.`;
    return [{ field, rule: "uploading", message }];
  }
  if (disk.diskSizeBytes !== undefined) return [];
  const message = `Azure does not say how large ${name} is, so a snapshot of it could not be told from another thing.`;
  return [{ field, rule: "unknown-size", message }];
}

function chainProblems({ disk: { name }, chain, nowMs }: SnapshotQuestion): PlanProblem[] {
  const field = "disks";
  const members = chain?.snapshots ?? [];
  const problems: PlanProblem[] = [];
  if (members.length >= MAX_SNAPSHOTS_PER_CHAIN) {
    const message = `${name} has ${members.length} incremental snapshots, the most Azure allows. Delete some first, or take a full one.`;
    problems.push({ field, rule: "chain-limit", message });
  }
  const recent = recentTimes(chain, nowMs);
  if (recent.length >= MAX_TAKEN_AT_ONCE) {
    const freeAt = (recent.at(-MAX_TAKEN_AT_ONCE) ?? nowMs) + WINDOW_MS;
    const message = `${recent.length} incremental snapshots of ${name} were taken in the last five minutes, the most Azure allows. The next one is possible at ${formatUtc(freeAt)}.`;
    problems.push({ field, rule: "rate", message });
  }
  const pending = members.filter((member) => snapshotState(member) === "creating");
  if (pending.length >= MAX_PENDING) {
    const message = `The background copies of ${pending.length} snapshots of ${name} are not complete, the most Azure allows. Wait for one of them.`;
    problems.push({ field, rule: "pending", message });
  }
  return problems;
}

/** Oldest first. Azure's clock may be ahead of ours. */
function recentTimes(chain: SnapshotQuestion["chain"], nowMs: number): number[] {
  const times = (chain?.snapshots ?? []).flatMap(({ timeCreated }) => (timeCreated === undefined ? [] : epochMs(timeCreated)));
  return times.filter((atMs) => atMs > nowMs - WINDOW_MS).toSorted((a, b) => a - b);
}
