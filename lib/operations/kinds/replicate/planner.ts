// What the plan and the form of a replication are made from.
import pLimit from "p-limit";
import { isAppError } from "#lib/domain/app-error.ts";
import { type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { type Plan, type PlanProblem, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import type { Replica } from "#lib/domain/replication/replica.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import type { Surroundings } from "#lib/services/plans/plan-estate.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ReplicaAccount } from "#lib/services/ports/replicas.ts";
import { readReplicateOptions } from "./options.ts";
import { planReplicate } from "./plan.ts";
import type { ReplicateRequest } from "./request.ts";
import { isSameId, replicaSeries } from "./series.ts";
import { accountName } from "./words.ts";

type ReplicatePlannerDeps = Pick<KindDeps, "estate" | "inventory" | "replicas">;

export function createReplicatePlanner(deps: ReplicatePlannerDeps): Pick<KindWork<ReplicateRequest>, "plan" | "options"> {
  return {
    plan: (request, context) => planOf(deps, request, context),
    options: (snapshotId, context) => readReplicateOptions(deps, snapshotId, context),
  };
}

async function planOf(deps: ReplicatePlannerDeps, request: ReplicateRequest, context: CallContext): Promise<Plan> {
  const around = await deps.estate.around(request.snapshots[0]?.snapshotId ?? "", "snapshots", context);
  const [{ chosen, problems }, account, target] = await Promise.all([
    chosenOf(deps, around, request, context),
    accountOf(deps, request, context),
    lookAt(deps, request, context),
  ]);
  const found = [...problems, ...account.problems, ...target.problems];
  if (!account.account || chosen.length === 0) return impossible(found);
  const series = replicaSeries(around.chain, chosen, target.replica);
  const first = series.toWrite[0]?.snapshot ?? chosen[0];
  const oldest = first ? await deps.estate.around(first.id, "snapshots", context) : around;
  const newest = target.replica?.points.at(-1);
  const at = newest ? around.chain.snapshots.findIndex(({ uniqueId }) => isSameId(uniqueId, newest.uniqueId)) : -1;
  const plan = planReplicate({
    ...request,
    chain: around.chain,
    series,
    account: account.account,
    replica: target.replica,
    deltas: await oldest.deltasSince(at === -1 ? undefined : at),
  });
  return withProblems(withCaution(plan, around.subscription.caution), found);
}

const LOOKS_AT_ONCE = 8;
const field = "snapshots";

/** As the chain has them, each looked at now: the lists may be a minute old. */
async function chosenOf(
  { inventory }: ReplicatePlannerDeps,
  { chain }: Surroundings,
  { snapshots }: ReplicateRequest,
  context: CallContext,
): Promise<{ chosen: Snapshot[]; problems: PlanProblem[] }> {
  const limit = pLimit(LOOKS_AT_ONCE);
  const looked = await Promise.all(
    snapshots.map(({ snapshotId }) =>
      limit(async () => {
        const known = chain.snapshots.find(({ id }) => sameResource(id, snapshotId));
        if (!known) return { problem: notOfChain(snapshotId) };
        const now = await inventory.getSnapshot(known.id, context);
        return now?.uniqueId === known.uniqueId ? { known } : { problem: gone(known, now) };
      }),
    ),
  );
  return { chosen: looked.flatMap(({ known }) => known ?? []), problems: looked.flatMap(({ problem }) => problem ?? []) };
}

function notOfChain(snapshotId: string): PlanProblem {
  const name = snapshotId.slice(snapshotId.lastIndexOf("/") + 1);
  return { field, rule: "not-of-chain", message: `${name} is not of the chain of the others, or was deleted.` };
}

function gone(known: Snapshot, now: Snapshot | undefined): PlanProblem {
  if (!now) return { field, rule: "gone", message: `${known.name} was deleted since the lists were read.` };
  return { field, rule: "recreated", message: `${known.name} was deleted since the lists were read, and another snapshot has its name.` };
}

async function accountOf(
  { replicas }: ReplicatePlannerDeps,
  { place }: ReplicateRequest,
  context: CallContext,
): Promise<{ account?: ReplicaAccount; problems: PlanProblem[] }> {
  const { accounts, notRead } = await replicas.accounts(context);
  const account = accounts.find(({ id }) => sameResource(id, place.accountId));
  if (account) return { account, problems: [] };
  const [first] = notRead;
  const why = first ? ` Not every subscription could be read: ${first.message}` : "";
  const message = `There is no storage account ${accountName(place.accountId)} that you may see.${why}`;
  return { problems: [{ field: "place.accountId", rule: "no-such-account", message }] };
}

/** What Azure refuses is told beside the field; what may pass is thrown. */
async function lookAt(
  { replicas }: ReplicatePlannerDeps,
  { place }: ReplicateRequest,
  context: CallContext,
): Promise<{ replica?: Replica | undefined; problems: PlanProblem[] }> {
  try {
    return { replica: await replicas.look(place, context), problems: [] };
  } catch (error) {
    if (!isAppError(error) || error.retryable || error.code === "internal") throw error;
    const rule = typeof error.details?.rule === "string" ? error.details.rule : "target";
    const about = error.code === "conflict" || error.details?.field === "name" ? "place.name" : "place.accountId";
    return { problems: [{ field: about, rule, message: error.message }] };
  }
}

function impossible(problems: PlanProblem[]): Plan {
  const nothing = { transferBytes: null, transferBasis: "Nothing is written.", costs: [], limits: [], warnings: [], steps: [], cli: "" };
  return { kind: "replicate", possible: false, problems, summary: "Nothing can be replicated.", ...nothing };
}
