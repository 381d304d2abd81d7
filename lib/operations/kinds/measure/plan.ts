import { findUnmeasured, needsSomebody, reasonsInWords, tallyUnmeasured, type UnmeasuredTally } from "#lib/domain/chains/unmeasured.ts";
import { formatCount } from "#lib/domain/format.ts";
import { closedProblems } from "#lib/domain/plans/closed-subscription.ts";
import type { Plan, PlanProblem } from "#lib/domain/plans/plan.ts";
import type { ChainsToMeasure } from "#lib/services/plans/plan-estate.ts";

/**
 * What each unmeasured snapshot of the chains stores: read from Azure's page ranges, which moves no data. chainIds: those
 * asked for. Where some can be measured it is possible; where all that is left cannot be, it is refused with the reasons:
 * it would fail again. Where nothing is left it is possible, and looks only whether what was read is still whole.
 */
export function planMeasure({ chains, isMeasured, elsewhere }: ChainsToMeasure, chainIds: readonly string[] | undefined): Plan {
  const unmeasured = findUnmeasured(chains, isMeasured, elsewhere);
  const tally = tallyUnmeasured(unmeasured);
  const problems = [...unknownChains(chains, chainIds), ...nothingToMeasure(unmeasured, tally)];
  return {
    kind: "measure",
    possible: problems.length === 0,
    problems,
    summary: summaryOf(tally),
    steps: [
      {
        title: "Take read access for a moment",
        detail:
          "For each snapshot and the one before it, at most four of a chain at once; every access is in the audit list and revoked when it was used.",
      },
      { title: "Ask Azure what changed", detail: "Only the list of changed ranges is read, not the data." },
      { title: "Keep the result", detail: "A snapshot never changes, so it is measured once. Stopping loses nothing." },
    ],
    transferBytes: 0,
    transferBasis: "Lists of ranges only; no disk data moves.",
    costs: [
      {
        title: "Read transactions",
        usd: null,
        per: "once",
        formula: "A few list requests a snapshot, at Azure's price for Standard HDD operations.",
      },
    ],
    limits: [],
    warnings: tally.now > 0 && tally.reasons.length > 0 ? [`Cannot be measured now: ${reasonsInWords(tally.reasons)}.`] : [],
    // az gives access but reads no page ranges.
    cli: "",
  };
}

function unknownChains(chains: ChainsToMeasure["chains"], chainIds: readonly string[] | undefined): PlanProblem[] {
  const found = new Set(chains.map(({ key }) => key));
  return (chainIds?.filter((id) => !found.has(id)) ?? []).map((id) => ({
    field: "chainIds",
    rule: "unknown-chain",
    message: `There is no chain ${id}; its snapshots may have been deleted.`,
  }));
}

/** What passes by itself may have passed when it runs. */
function nothingToMeasure(unmeasured: ReturnType<typeof findUnmeasured>, tally: UnmeasuredTally): PlanProblem[] {
  const { total, now, reasons } = tally;
  if (now > 0 || !needsSomebody(tally)) return [];
  const [only, ...others] = new Set(unmeasured.map(({ chain }) => chain));
  if (only?.closed && others.every(({ closed }) => closed)) return closedProblems(only);
  const [first] = reasons;
  const why = total === 1 && first ? first.example.reason : `${reasonsInWords(reasons)}.`;
  const snapshots = total === 1 ? "The snapshot that is not measured" : `The ${formatCount(total)} snapshots that are not measured`;
  return [{ rule: "nothing-measurable", message: `${snapshots} cannot be measured now: ${why}` }];
}

/** Of those that are not measured: what is measured already is no part of it. */
function summaryOf({ total, now }: UnmeasuredTally): string {
  if (total === 0) return "Measure nothing: all snapshots are measured.";
  if (now === 0) return `Measure nothing: what is not measured (${formatCount(total)}) cannot be now.`;
  if (now === total) return `Measure ${formatCount(now)} ${now === 1 ? "snapshot" : "snapshots"}.`;
  return `Measure ${formatCount(now)} of ${formatCount(total)} unmeasured snapshots.`;
}
