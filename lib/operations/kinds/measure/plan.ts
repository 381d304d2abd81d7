import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatCount } from "#lib/domain/format.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { closedProblems } from "#lib/domain/plans/closed-subscription.ts";
import type { Plan, PlanProblem } from "#lib/domain/plans/plan.ts";
import { summariseReasons, unmeasurable } from "#lib/services/chains/measurement.ts";

interface MeasurePlanInput {
  chains: readonly Chain[];
  isMeasured(snapshot: Snapshot): boolean;
}

/** What each unmeasured snapshot of the chains stores: read from Azure's page ranges, which moves no data. chainIds: those asked for. */
export function planMeasure({ chains, isMeasured }: MeasurePlanInput, chainIds: readonly string[] | undefined): Plan {
  const found = new Set(chains.map(({ key }) => key));
  const unknownChainIds = chainIds?.filter((id) => !found.has(id)) ?? [];
  const open = chains.flatMap((chain) => chain.snapshots.flatMap((snapshot, index) => (isMeasured(snapshot) ? [] : [{ chain, index }])));
  const unreadable = open.flatMap(({ chain, index }) => unmeasurable(chain, index) ?? []);
  const count = open.length - unreadable.length;
  const problems: PlanProblem[] = unknownChainIds.map((id) => ({
    field: "chainIds",
    rule: "unknown-chain",
    message: `There is no chain ${id}; its snapshots may have been deleted.`,
  }));
  const openChains = new Set(open.map(({ chain }) => chain));
  // Where only some are closed, the others are measured.
  if ([...openChains].every(({ closed }) => closed))
    problems.push(...[...openChains].flatMap((chain) => closedProblems(chain)).slice(0, 1));
  return {
    kind: "measure",
    possible: problems.length === 0,
    problems,
    summary:
      count === 0
        ? "Everything that can be measured is measured."
        : `Measure ${formatCount(count)} of ${formatCount(chains.reduce((sum, chain) => sum + chain.snapshots.length, 0))} snapshots.`,
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
    warnings: unreadable.length > 0 ? [`Cannot be measured now: ${summariseReasons(unreadable)}.`] : [],
    // az gives access but reads no page ranges.
    cli: "",
  };
}
