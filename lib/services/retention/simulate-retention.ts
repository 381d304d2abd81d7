// What a retention rule would do: which snapshots it keeps and why, what the others free, jointly for each chain, and how that
// would have been and will be. Nothing is changed.
import type { JudgedChain, SimulateRequest, Simulation } from "#lib/contract/retention.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import { applyRetention, type RetentionVerdict } from "#lib/domain/retention/retention-rule.ts";
import { sumFreed } from "#lib/domain/sizes/reclaim.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import { toFrees } from "#lib/services/reclaim/frees.ts";
import { type ReclaimDeps, reclaimOf } from "#lib/services/reclaim/get-reclaim.ts";
import { type JudgeDeps, readProtections, selectChains, toMember } from "./judged-chains.ts";
import { type ProjectDeps, projectRetention } from "./project-retention.ts";

export interface SimulateDeps extends ReclaimDeps, JudgeDeps, ProjectDeps {
  clock: Clock;
}

export async function simulateRetention(deps: SimulateDeps, request: SimulateRequest, context: CallContext): Promise<Simulation> {
  const { rule, subscription, region } = request;
  const { asOf } = await deps.view.current(context);
  const chains = await selectChains(deps, rule, { subscription, region }, context);
  const protectionsAt = await readProtections(deps, chains);
  const nowMs = deps.clock.nowMs();
  const stored = await deps.estate.chains.measurements(context, { subscription, region });
  const judged: JudgedChain[] = [];
  for (const chain of chains) {
    const members = chain.snapshots.map((snapshot) => toMember(rule, chain, snapshot, protectionsAt, nowMs));
    const verdicts = applyRetention(rule, members);
    judged.push(await judge(deps, chain, verdicts, (uniqueId) => stored.get(uniqueId)?.bytes ?? null, context));
  }
  return {
    rule,
    chains: judged,
    kept: judged.reduce((sum, { kept }) => sum + kept, 0),
    going: judged.reduce((sum, { going }) => sum + going, 0),
    ...totalOf(judged),
    ...(await projectRetention(deps, request, { chains, protectionsAt, nowMs }, context)),
    asOf,
  };
}

async function judge(
  deps: SimulateDeps,
  chain: Chain,
  verdicts: readonly RetentionVerdict[],
  storedOf: (uniqueId: string) => number | null,
  context: CallContext,
): Promise<JudgedChain> {
  const going = chain.snapshots.filter((_, i) => verdicts[i]?.reasons.length === 0);
  const { joint } = await reclaimOf(deps, going.length > 0 ? [{ chain, snapshots: going }] : [], context);
  return {
    chainId: chain.key,
    sourceDiskName: chain.sourceDiskName,
    region: chain.location,
    kind: chain.kind,
    isCopy: chain.isCopy,
    kept: chain.snapshots.length - going.length,
    going: going.length,
    frees: joint.frees,
    final: joint.final,
    ...(joint.monthlyCost ? { monthlyCost: joint.monthlyCost } : {}),
    snapshots: chain.snapshots
      .map(({ id, name, uniqueId, timeCreated }, i) => ({
        id,
        name,
        uniqueId,
        ...(timeCreated ? { createdAt: timeCreated } : {}),
        storedBytes: storedOf(uniqueId),
        reasons: verdicts[i]?.reasons ?? [],
      }))
      .toReversed(),
  };
}

function totalOf(chains: readonly JudgedChain[]): Pick<Simulation, "frees" | "final" | "monthlyCost"> {
  const freed = sumFreed(chains.map(({ frees }) => frees));
  const priced = chains.filter(({ going, frees }) => going > 0 && frees.state !== "unknown");
  const isPriced = priced.every(({ monthlyCost }) => monthlyCost !== undefined);
  const usd = priced.reduce((sum, { monthlyCost }) => sum.plus(monthlyCost?.usd ?? 0), new ExactDecimal(0));
  return {
    frees: toFrees({ freed, postponed: chains.some(({ frees }) => frees.postponed) }),
    final: toFrees({ freed: sumFreed(chains.map(({ final }) => final)), postponed: false }),
    // A sum without a part of it would be too low.
    ...(isPriced && freed.state !== "unknown" ? { monthlyCost: { usd: usd.toString(), usdPerGibMonth: null } } : {}),
  };
}
