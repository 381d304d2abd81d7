// Copies of several snapshots of one chain, in the order of their creation. Each is planned as if those before it were there.
import { placeOf } from "#lib/domain/chains/copy-place.ts";
import type { Chain, CopyLink } from "#lib/domain/chains/snapshot-chain.ts";
import { formatBytes, formatCount } from "#lib/domain/format.ts";
import { findRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { markProblems } from "#lib/domain/operations/operation-mark.ts";
import { azCommand } from "#lib/domain/plans/az-command.ts";
import { copyProblems, copyWait, MAX_COPIES_PER_REGION, MAX_SNAPSHOTS_PER_CHAIN } from "#lib/domain/plans/copy-rule.ts";
import { countText } from "#lib/domain/plans/copy-words.ts";
import type { Plan, PlanProblem } from "#lib/domain/plans/plan.ts";
import type { DeltasByUniqueId } from "#lib/domain/sizes/transfer-size.ts";
import { type CopyPrices, copyCosts } from "#lib/operations/kinds/copy-costs.ts";
import { azCopy, azTarget, placeWarnings } from "#lib/operations/kinds/copy-plan-parts.ts";
import { type SeriesAmount, seriesAmount } from "#lib/operations/kinds/copy-series.ts";
import type { SeriesRequest } from "./copy-series-run.ts";

export interface MemberToCopy {
  snapshot: Snapshot;
  targetName: string;
  /** Of the request that names it. */
  field: string;
  /** A snapshot of that name is in the target group already. */
  nameTaken: boolean;
}

export interface CopySeriesPlanInput extends Omit<SeriesRequest, "snapshots">, CopyPrices {
  kind: string;
  /** Titles. */
  steps: { check: string; copy: string; confirm: string };
  chain: Chain;
  /** Of the chain, oldest first; one at least. */
  members: readonly MemberToCopy[];
  /** Into the target region, of all disks of the subscription. */
  activeCopiesInTarget: number;
  /** Of the copies asked for here, a sentence; undefined: none is before it. */
  queuedBehind?: string | undefined;
  deltas: DeltasByUniqueId;
}

export function planCopySeries(input: CopySeriesPlanInput): Plan {
  const { chain, members, targetRegion } = input;
  const region = regionLabel(targetRegion);
  const [first] = members;
  if (!first) throw new RangeError("A request names a snapshot.");
  const place = placeOf(first.snapshot, chain, targetRegion, input.targetSubscriptionId);
  const waits = input.queuedBehind ?? copyWait(input, place);
  const indices = members.map(({ snapshot }) => placeOf(snapshot, chain, targetRegion).index);
  const amount = seriesAmount(chain.snapshots, indices, place.newestCopiedIndex, input.deltas);
  const problems = [...members.flatMap((member, i) => problemsOf(input, member, members.slice(0, i))), ...skuProblems(input)];
  return {
    kind: input.kind,
    possible: problems.length === 0,
    problems: toldOnce(problems),
    summary: `Copy ${countText(members.length)} of ${chain.sourceDiskName} to ${region}, one after the other: ${amountText(amount)}.`,
    steps: [
      { title: input.steps.check, detail: "All of them must still be there, complete and incremental." },
      {
        title: input.steps.copy,
        detail: `${first.snapshot.name} first, in ${input.targetResourceGroup}. Azure sends of each what the one before it lacks; no bytes pass through Snapscope. One that fails stops the rest: a retry goes on with it. Tags are kept, and one marks each as made by this operation.`,
      },
      { title: input.steps.confirm, detail: "Size and source of each must be what was asked for." },
    ],
    transferBytes: amount.bytes,
    transferBasis: amount.note ?? "The sum of what each lacks of the one before it.",
    ...(amount.bound ? { transferBound: amount.bound } : {}),
    costs: copyCosts({ ...input, snapshot: first.snapshot }, amount),
    limits: [
      { title: `Copies under way into ${region}`, used: input.activeCopiesInTarget, max: MAX_COPIES_PER_REGION },
      { title: "Copies under way of this disk", used: place.running.length, max: 1 },
      {
        title: `Snapshots of this chain in ${region}, with these`,
        used: place.copiesHere.length + members.length,
        max: MAX_SNAPSHOTS_PER_CHAIN,
      },
    ],
    warnings: warnings(input),
    ...(waits === undefined ? {} : { waits }),
    cli: members.map((member) => commandsOf(input, member)).join("\n"),
  };
}

/** Those before it are taken as copied. */
function problemsOf(input: CopySeriesPlanInput, member: MemberToCopy, before: readonly MemberToCopy[]): PlanProblem[] {
  const { targetRegion, targetSubscriptionId, targetResourceGroup } = input;
  const { snapshot, targetName, nameTaken, field } = member;
  const chain = { ...input.chain, copies: [...input.chain.copies, ...before.map((one) => copiedLink(one, input))] };
  const place = placeOf(snapshot, chain, targetRegion, targetSubscriptionId);
  const found = copyProblems({ snapshot, chain, targetRegion, targetSubscriptionId }, place);
  const taken = `${targetResourceGroup} has a snapshot named ${targetName} already. Choose another name.`;
  return [
    ...found.map((problem) => (problem.field === "snapshotId" ? { ...problem, field: "snapshots" } : problem)),
    ...markProblems(snapshot, "snapshots"),
    ...(nameTaken ? [{ field, rule: "name-taken", message: taken }] : []),
  ];
}

function copiedLink(
  { snapshot, targetName }: MemberToCopy,
  { targetRegion, targetSubscriptionId = snapshot.subscriptionId }: CopySeriesPlanInput,
): CopyLink {
  const { copyError: _none, ...rest } = snapshot;
  const copy = {
    ...rest,
    name: targetName,
    subscriptionId: targetSubscriptionId,
    location: targetRegion,
    createOption: "CopyStart",
    sourceResourceId: snapshot.id,
    sourceUniqueId: snapshot.uniqueId,
    provisioningState: "Succeeded",
    completionPercent: 100,
  };
  return { sourceSnapshotId: snapshot.id, copy, chainKey: "", region: targetRegion };
}

function skuProblems({ sku, targetRegion }: CopySeriesPlanInput): PlanProblem[] {
  if (sku !== "Standard_ZRS" || findRegion(targetRegion)?.hasZones !== false) return [];
  const message = `${regionLabel(targetRegion)} has no availability zones: choose locally redundant storage (LRS).`;
  return [{ field: "sku", rule: "no-zones", message }];
}

/** What holds for the chain holds for each of its snapshots. */
function toldOnce(problems: readonly PlanProblem[]): PlanProblem[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

function warnings(input: CopySeriesPlanInput): string[] {
  const { chain, members, targetRegion, targetSubscriptionId } = input;
  const region = regionLabel(targetRegion);
  const last = members.at(-1);
  const found = ["Keep the snapshots until their copies are complete: deleting a source makes its copy fail."];
  const left = last ? placeOf(last.snapshot, chain, targetRegion, targetSubscriptionId).missingEarlier - (members.length - 1) : 0;
  if (left > 0)
    found.push(
      `${formatCount(left)} earlier ${left === 1 ? "snapshot is" : "snapshots are"} not among these and ${left === 1 ? "has" : "have"} no copy in ${region}; Azure copies in the order of creation, so ${left === 1 ? "it stays" : "they stay"} missing.`,
    );
  found.push(...placeWarnings(input, members[0]?.snapshot));
  if (members.some(({ snapshot }) => snapshot.encryption.diskEncryptionSetId))
    found.push(
      `They are encrypted with a customer-managed key: see that ${region} has a disk encryption set for the disks you will restore.`,
    );
  return found;
}

function amountText({ bytes, bound }: SeriesAmount): string {
  if (bytes === null) return "the amount of data is not measured yet";
  const words = { "at-least": "at least", "at-most": "at most" } as const;
  return `${bound ? words[bound] : "about"} ${formatBytes(bytes)} to send`;
}

/** The next one is taken by Azure when this one is complete. */
function commandsOf(input: CopySeriesPlanInput, { snapshot, targetName }: MemberToCopy): string {
  const target = azTarget(input, snapshot, targetName);
  const copy = azCopy(input, snapshot, targetName);
  return `${copy}\n${azCommand(["snapshot", "wait"], { ...target, custom: "completionPercent==`100.0`" })}`;
}
