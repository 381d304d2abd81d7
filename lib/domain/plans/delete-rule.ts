// What keeps a snapshot from being deleted, and what to know before. Asked by the plan, and again right before the delete.
// What the asker may not read is no reason against it, and told where it matters.
import type { Chain, CopyLink } from "#lib/domain/chains/snapshot-chain.ts";
import { formatUtc } from "#lib/domain/format.ts";
import { type Hold, holdWords } from "#lib/domain/holds/hold.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { resourceKey, resourceName, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotIdentity } from "#lib/domain/inventory/snapshot-identity.ts";
import { snapshotOrigin } from "#lib/domain/inventory/snapshot-origin.ts";
import { isReady, notReadyReason, snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { epochMs } from "#lib/domain/iso-time.ts";

export interface DeleteFacts {
  name: string;
  /** The one that was confirmed. */
  uniqueId: string;
  /** As Azure has it now. */
  now: Snapshot | undefined;
  nowMs: number;
  /** Made from it, as far as they are seen. */
  copies: readonly CopyLink[];
  locks: readonly { name: string; scope: string; level: string }[];
  /** Why not all locks are known. */
  unknownLocks?: string | undefined;
  mayDelete?: boolean | undefined;
  /** Snapscope has a SAS of it. */
  isOwnSas: boolean;
  /** Titles of operations under way that are done to it. */
  usedBy: readonly string[];
  /** In force now, on it. */
  holds: readonly Hold[];
}

export interface RowProblem {
  rule: string;
  message: string;
  /** It goes away by itself: looked at again soon, it may be gone. */
  passes?: boolean;
}

export function deleteProblems(facts: DeleteFacts): RowProblem[] {
  const { name, now } = facts;
  if (!now) return [{ rule: "gone", message: `${name} is gone already.` }];
  const identity = snapshotIdentity(now, facts.uniqueId);
  if (identity === "unknown") return [unknownIdentity(now)];
  if (identity === "another")
    return [{ rule: "recreated", message: `${name} was deleted, and another snapshot has its name: it is not the one that was chosen.` }];
  return [...holdProblems(facts), ...ownerProblems(now), ...guardProblems(facts, now), ...usageProblems(facts, now)];
}

/** Another answer may have it. */
export function unknownIdentity({ name }: Pick<Snapshot, "name">): RowProblem {
  const message = `Azure did not give the unique id of ${name}: whether it is the one that was chosen is not known. Read it again later.`;
  return { rule: "identity-unknown", message, passes: true };
}

function holdProblems({ name, holds }: DeleteFacts): RowProblem[] {
  return holds.map((hold) => ({ rule: "held", message: `${name} is ${holdWords(hold)}. Lift the hold first.` }));
}

function ownerProblems(now: Snapshot): RowProblem[] {
  if (snapshotOrigin(now) === "azure-backup")
    return [
      {
        rule: "azure-backup",
        message: `Azure Backup made ${now.name} and restores from it: let it expire there, or stop the backup there.`,
      },
    ];
  if (!now.managedBy) return [];
  return [{ rule: "managed", message: `${now.name} is managed by ${now.managedBy}: it is deleted there.` }];
}

function guardProblems({ locks, mayDelete, nowMs }: DeleteFacts, { name, immutability }: Snapshot): RowProblem[] {
  const problems: RowProblem[] = locks.map((lock) => ({
    rule: "locked",
    message: `The lock ${lock.name} (${lock.level}) on ${resourceName(lock.scope)} keeps ${name} from being deleted. Remove the lock in Azure first.`,
  }));
  if (immutability && (immutability.until === undefined || epochMs(immutability.until) > nowMs)) {
    const until = immutability.until === undefined ? "a time that Azure did not say" : formatUtc(epochMs(immutability.until));
    problems.push({ rule: "immutable", message: `An immutability policy (${immutability.type}) keeps ${name} until ${until}.` });
  }
  if (mayDelete === false)
    problems.push({ rule: "right", message: `You may not delete ${name}: the action Microsoft.Compute/snapshots/delete is missing.` });
  return problems;
}

function usageProblems({ copies, isOwnSas, usedBy }: DeleteFacts, now: Snapshot): RowProblem[] {
  const { name } = now;
  const problems: RowProblem[] = usedBy.map((title) => ({
    rule: "in-use",
    message: `${name} is used by an operation under way: "${title}". Wait until it has ended, or cancel it.`,
  }));
  for (const { copy, region } of copies.filter((link) => snapshotState(link.copy) === "copying"))
    problems.push({
      rule: "copy-under-way",
      message: `${copy.name} in ${regionLabel(region)} is still being copied from ${name}: the copy would fail. Wait until it is complete, or delete the copy first.`,
    });
  if (now.diskState.startsWith("ActiveSAS")) problems.push(isOwnSas ? ownSasOf(name) : othersSasOf(name));
  if (snapshotState(now) === "deleting") problems.push({ rule: "deleting", message: `${name} is being deleted already.` });
  return problems;
}

export function ownSasOf(name: string): RowProblem {
  const message = `Snapscope reads ${name} now, or has not ended its access yet (a SAS). End it, or wait a moment.`;
  return { rule: "active-sas", message, passes: true };
}

function othersSasOf(name: string): RowProblem {
  const message = `Somebody else was given access to ${name} (a SAS), not by Snapscope as far as its ledger knows: a backup or a download may be reading it.`;
  return { rule: "active-sas", message };
}

/** What is no reason against it. */
export function deleteCautions({ name, now, copies, unknownLocks, mayDelete }: DeleteFacts): string[] {
  const complete = copies.filter(({ copy }) => isReady(copy));
  const unclear = copies.filter(({ copy }) => snapshotState(copy) === "unknown");
  return [
    ...complete.map(({ copy, region }) => `Its copy ${copy.name} in ${regionLabel(region)} is complete and stays.`),
    ...unclear.map(({ copy, region }) => `Whether its copy ${copy.name} in ${regionLabel(region)} is complete is not known.`),
    ...(now && !isReady(now) ? [notReadyReason(now) ?? ""] : []),
    ...(unknownLocks === undefined ? [] : [`Whether a lock is on ${name} is not known: ${unknownLocks}`]),
    ...(mayDelete === undefined ? [`Whether you may delete ${name} is not known: Azure did not say.`] : []),
  ];
}

/** Whether nothing complete of the chain would be left, once `others` that go by somebody else's order are gone too. */
export function takesLast({ snapshots }: Pick<Chain, "snapshots">, ids: readonly string[], others: readonly string[] = []): boolean {
  const own = new Set(ids.map(resourceKey));
  const going = new Set([...own, ...others.map(resourceKey)]);
  const ready = snapshots.filter(isReady).map(({ id }) => resourceKey(id));
  return ready.some((key) => own.has(key)) && ready.every((key) => going.has(key));
}

/** The last restore point, in the words of what it is the last of. */
export function lastWords({ sourceDiskName, sourceState, location, isCopy, copies }: Chain): string {
  const [where, elsewhere] = [
    regionLabel(location),
    [...new Set(copies.filter(({ copy }) => isReady(copy)).map(({ region }) => regionLabel(region)))],
  ];
  const of = isCopy ? `copies of ${sourceDiskName} in ${where}` : `snapshots of ${sourceDiskName} in ${where}`;
  const gone =
    sourceState === "deleted" || sourceState === "recreated"
      ? ` The disk itself is gone, so what it held ${elsewhere.length > 0 ? "is then only in its copies" : "can then never be restored"}.`
      : "";
  const copied = elsewhere.length > 0 ? ` Copies stay in ${elsewhere.join(", ")}.` : "";
  return `These are the last ${of}: nothing complete of this chain is left then.${gone}${copied}`;
}
