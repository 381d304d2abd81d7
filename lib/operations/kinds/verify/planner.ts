// What the plan and the form of a verification are made from.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { isCopy, type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { type Plan, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import { allocatedSize, type TransferSize } from "#lib/domain/sizes/transfer-size.ts";
import { VERIFY_LEVELS, type VerifyLevel } from "#lib/domain/verification/verification.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import { lookFreshly } from "#lib/services/plans/fresh-look.ts";
import type { Surroundings } from "#lib/services/plans/plan-estate.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { planVerify, sideProblems } from "./plan.ts";
import type { VerifyRequest } from "./request.ts";

type VerifyPlannerDeps = Pick<KindDeps, "estate" | "inventory">;

export function createVerifyPlanner(deps: VerifyPlannerDeps): Pick<KindWork<VerifyRequest>, "plan" | "options"> {
  return {
    plan: (request, context) => planOf(deps, request, context),
    options: async (snapshotId, context) => {
      const { snapshot, chain } = await deps.estate.around(snapshotId, "snapshot", context);
      const [problem] = sideProblems(snapshot, (await findSource(deps, snapshot, chain, context))?.snapshot);
      return { kind: "verify", possible: !problem, ...(problem ? { reason: problem.message } : {}), levels: levelChoices() };
    },
  };
}

const LABELS: Readonly<Record<VerifyLevel, string>> = {
  ranges: "Range lists only",
  sampled: "Sampled: finds 0.1 % damage with 99 %",
  full: "Every byte",
};

function levelChoices() {
  return VERIFY_LEVELS.map((level) => ({ value: level, label: LABELS[level], possible: true, recommended: level === "sampled" }));
}

async function planOf(deps: VerifyPlannerDeps, { snapshotId, level }: VerifyRequest, context: CallContext): Promise<Plan> {
  const known = await deps.estate.around(snapshotId, "snapshotId", context);
  const { around, problems } = await lookFreshly(deps.inventory, known, snapshotId, context);
  const { snapshot: copy, chain: copyChain } = around;
  const source = await findSource(deps, copy, copyChain, context);
  const plan = planVerify({ copy, copyChain, source, level, data: await dataOf(deps, source?.snapshot, around, context) });
  return withProblems(withCaution(plan, around.subscription.caution), problems);
}

/** By its unique id, wherever it is by now; undefined: it is not seen. */
export async function findSource(
  { estate }: Pick<KindDeps, "estate">,
  copy: Snapshot,
  chain: Chain,
  context: CallContext,
): Promise<{ snapshot: Snapshot; chain: Chain } | undefined> {
  if (!isCopy(copy) || !chain.copyOf || copy.sourceUniqueId === undefined) return undefined;
  const wanted = copy.sourceUniqueId.toLowerCase();
  const { chains } = await estate.chains(context, [chain.copyOf.chainKey]);
  for (const one of chains) {
    const snapshot = one.snapshots.find(({ uniqueId }) => uniqueId.toLowerCase() === wanted);
    if (snapshot) return { snapshot, chain: one };
  }
  return undefined;
}

/** As far as it is measured: of the source's chain, which mostly reaches further back. */
async function dataOf(
  { estate }: Pick<KindDeps, "estate">,
  source: Snapshot | undefined,
  around: Surroundings,
  context: CallContext,
): Promise<TransferSize> {
  const of = source ? await estate.around(source.id, "snapshotId", context) : around;
  const index = of.chain.snapshots.findIndex(({ id }) => sameResource(id, of.snapshot.id));
  return allocatedSize(of.chain.snapshots, index, await of.deltasSince(undefined));
}
