// What deleting would free and what would be lost, and why not; pure. One row that may not go makes the whole impossible: the
// rest goes when that one is left out, so that nobody gets less done than was confirmed.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatBytes, formatCount, formatDuration, formatUsd } from "#lib/domain/format.ts";
import { parseResourceId, resourceKey, resourceName } from "#lib/domain/inventory/inventory.ts";
import { azCommand } from "#lib/domain/plans/az-command.ts";
import { type DeleteFacts, deleteCautions, deleteProblems, lastWords, takesLast } from "#lib/domain/plans/delete-rule.ts";
import type { Plan, PlanProblem, PlanRow, PlanSelection } from "#lib/domain/plans/plan.ts";
import { confirmationText, type DeleteRequest } from "./request.ts";
import { deletedWords, deleteSteps } from "./words.ts";

export interface DeletePlanInput {
  request: DeleteRequest;
  /** By resourceKey; absent: it is not seen. */
  facts: ReadonlyMap<string, DeleteFacts>;
  chains: readonly Chain[];
  /** Ids that other deletes under way take. */
  going: readonly string[];
  /** By resourceKey. */
  reclaims: ReadonlyMap<string, Pick<PlanRow, "frees" | "movedBytes" | "movesInto" | "usdPerMonth" | "sourceDiskName" | "createdAt">>;
  joint: Omit<PlanSelection, "rows">;
}

const HOUR_MS = 3_600_000;

export function planDelete(input: DeletePlanInput): Plan {
  const { request, joint } = input;
  const rows = request.snapshots.map((asked) => toRow(input, asked));
  const refused = rows.flatMap((row): PlanProblem[] => row.problems.map((problem) => ({ field: "snapshots", ...problem })));
  const last = lastTaken(input);
  const problems = [...refused, ...lastProblems(request, last), ...confirmProblems(request)];
  return {
    kind: "delete",
    possible: problems.length === 0,
    problems,
    summary: `Delete ${deletedWords(request.snapshots)}: ${freedWords(joint)}.`,
    steps: [
      {
        title: deleteSteps.delete,
        detail: `${waitWords(request)} Then each is looked at again, right before it is deleted; what no longer holds is left, with its reason.`,
      },
      { title: deleteSteps.read, detail: "What the next ones store then is measured anew." },
    ],
    transferBytes: 0,
    transferBasis: "No data moves through Snapscope: Azure merges into the next snapshot what that one still needs.",
    costs: [],
    limits: [],
    // Not accepted, they are problems.
    warnings: [...(request.acceptsLast ? last : []), ...postponedWords(joint, rows), ...rows.flatMap(({ warnings }) => warnings)],
    cli: request.snapshots.map(({ id }) => azDelete(id)).join("\n"),
    selection: { ...joint, rows },
  };
}

function toRow({ facts, reclaims }: DeletePlanInput, asked: DeleteRequest["snapshots"][number]): PlanRow {
  const [own, reclaim] = [facts.get(resourceKey(asked.id)), reclaims.get(resourceKey(asked.id))];
  if (!own || !reclaim) return notSeen(asked);
  const problems = deleteProblems(own).map(({ rule, message }) => ({ rule, message }));
  return { ...asked, name: own.name, ...reclaim, problems, warnings: deleteCautions(own) };
}

/** Whether it is not there or may not be read: the words are the same. */
function notSeen(asked: DeleteRequest["snapshots"][number]): PlanRow {
  const name = resourceName(asked.id);
  return {
    ...asked,
    name,
    frees: { state: "unknown", reason: `${name} is not in the lists.`, postponed: false },
    problems: [{ rule: "gone", message: `There is no snapshot ${name}; it may have been deleted.` }],
    warnings: [],
  };
}

/** Of each chain of which nothing complete is left, in words. */
function lastTaken({ request, chains, going }: DeletePlanInput): string[] {
  const own = request.snapshots.map(({ id }) => id);
  return chains.flatMap((chain) => {
    if (takesLast(chain, own)) return [lastWords(chain)];
    return takesLast(chain, own, going) ? [`Another delete under way takes the others of this chain. ${lastWords(chain)}`] : [];
  });
}

function lastProblems({ acceptsLast }: DeleteRequest, last: readonly string[]): PlanProblem[] {
  return acceptsLast ? [] : last.map((message) => ({ field: "acceptsLast", rule: "last-restore-point", message }));
}

function confirmProblems({ snapshots, confirm }: DeleteRequest): PlanProblem[] {
  const wanted = confirmationText(snapshots);
  return confirm.trim() === wanted ? [] : [{ field: "confirm", rule: "confirm", message: `Type "${wanted}" to confirm.` }];
}

function freedWords({ frees, usdPerMonth }: Omit<PlanSelection, "rows">): string {
  if (frees.state === "unknown") return "what it frees is not known";
  const money = usdPerMonth === undefined ? "" : `, about ${formatUsd(usdPerMonth)} a month`;
  return `frees ${frees.state === "at-least" ? "at least " : ""}${formatBytes(frees.bytes)}${money}`;
}

function waitWords({ delayHours }: DeleteRequest): string {
  return delayHours === 0
    ? "Begins at once and cannot be undone."
    : `Waits ${formatDuration(delayHours * HOUR_MS)}, in which it can be undone.`;
}

function postponedWords({ frees, final }: Omit<PlanSelection, "rows">, rows: readonly PlanRow[]): string[] {
  if (!frees.postponed) return [];
  const rest = frees.state === "known" && final.state === "known" ? frees.bytes - final.bytes : undefined;
  const newest = rows.filter((row) => row.frees.postponed).map(({ name }) => name);
  const what = newest.length === 1 ? newest[0] : `${formatCount(newest.length)} of them`;
  return [
    `${what} ${newest.length === 1 ? "is the newest" : "are the newest"} of ${newest.length === 1 ? "its chain" : "their chains"}: deleting the newest only postpones. ${rest === undefined ? "What the disk still holds of it" : formatBytes(rest)} is stored again by the next snapshot of the disk.`,
  ];
}

function azDelete(id: string): string {
  const place = parseResourceId(id);
  if (!place) return "";
  return azCommand(["snapshot", "delete"], { subscription: place.subscriptionId, "resource-group": place.resourceGroup, name: place.name });
}
