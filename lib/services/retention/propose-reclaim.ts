// Which snapshots to delete to free so much, with least loss (lib/domain/retention/least-loss.ts). Nothing is changed: what is
// proposed goes through the plan of a delete like any other selection, which looks at locks and rights too.
import type { Proposal, ProposeRequest } from "#lib/contract/retention.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { isReady } from "#lib/domain/inventory/snapshot-state.ts";
import { compareTimes, epochMs } from "#lib/domain/iso-time.ts";
import { type LossChain, leastLoss } from "#lib/domain/retention/least-loss.ts";
import { createWork, runFreed } from "#lib/domain/retention/run-freed.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { FILE_PATIENCE_MS, readPricesSoon } from "#lib/services/costs/monthly-cost.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { RangesOfChain } from "#lib/services/reclaim/chain-reclaim.ts";
import { type ReclaimDeps, reclaimOf } from "#lib/services/reclaim/get-reclaim.ts";
import { type JudgeDeps, readProtections, selectChains, toMember } from "./judged-chains.ts";

export interface ProposeDeps extends ReclaimDeps, JudgeDeps {
  rangesOfChain: RangesOfChain;
  clock: Clock;
}

export async function proposeReclaim(deps: ProposeDeps, request: ProposeRequest, context: CallContext): Promise<Proposal> {
  const { target, floor, keepLast, subscription, region } = request;
  const { asOf } = await deps.view.current(context);
  const chains = await selectChains(deps, request, { subscription, region }, context);
  const protectionsAt = await readProtections(deps, chains);
  const nowMs = deps.clock.nowMs();
  const worthOf = await readWorth(deps, request, chains, context);
  const work = createWork();
  const losses: LossChain[] = [];
  for (const chain of chains) {
    const members = chain.snapshots.map((snapshot) => toMember(request, chain, snapshot, protectionsAt, nowMs));
    const stays = new Set(newestOf(chain, keepLast));
    const mayGo = members.map(({ id, isReady: isComplete, isSelected, createdAt, protections }) => {
      return isComplete && isSelected && createdAt !== undefined && protections.length === 0 && !stays.has(id);
    });
    const known = await deps.rangesOfChain(chain, new Set(chain.snapshots.flatMap(({ id }, i) => (mayGo[i] ? id : []))));
    losses.push({
      ids: chain.snapshots.map(({ id }) => id),
      mayGo,
      createdMs: chain.snapshots.map(({ timeCreated }) => (timeCreated === undefined ? undefined : epochMs(timeCreated))),
      maxLost: Math.max(0, chain.snapshots.filter(isReady).length - floor),
      freedOf: runFreed(known, mayGo, work),
      worth: worthOf(chain) ?? 0,
    });
    context.signal?.throwIfAborted();
    // Others are answered in between.
    await new Promise(setImmediate);
  }
  const { chosen, isReached } = leastLoss(losses, "bytes" in target ? target.bytes : target.usdPerMonth);
  const selections = chains.flatMap((chain, i) => {
    const snapshots = chain.snapshots.filter((_, place) => chosen[i]?.includes(place));
    return snapshots.length > 0 ? [{ chain, snapshots }] : [];
  });
  const { joint } = await reclaimOf(deps, selections, context);
  return {
    isReached,
    snapshots: selections
      .flatMap(({ chain, snapshots }) =>
        snapshots.map(({ id, name, uniqueId, timeCreated }) => ({
          id,
          name,
          uniqueId,
          ...(timeCreated ? { createdAt: timeCreated } : {}),
          sourceDiskName: chain.sourceDiskName,
          region: chain.location,
          chainId: chain.key,
        })),
      )
      .toSorted((a, b) => compareTimes(a.createdAt, b.createdAt)),
    frees: joint.frees,
    ...(joint.monthlyCost ? { monthlyCost: joint.monthlyCost } : {}),
    candidates: losses.reduce((sum, { mayGo }) => sum + mayGo.filter(Boolean).length, 0),
    notes: notesOf(chains, worthOf),
    asOf,
  };
}

/** Of those that are complete; the newest of all stays in any case. */
function newestOf({ snapshots }: Chain, count: number): string[] {
  return [...snapshots.slice(-1), ...snapshots.filter(isReady).slice(-count)].map(({ id }) => id);
}

/** Of a byte of each chain: itself, or its money; undefined where no price is known, or several are in it. */
async function readWorth(
  { prices }: ProposeDeps,
  { target }: ProposeRequest,
  chains: readonly Chain[],
  context: CallContext,
): Promise<(chain: Chain) => number | undefined> {
  if ("bytes" in target) return () => 1;
  const regions = chains.map(({ location }) => location);
  const known = await readPricesSoon(prices, regions, context, FILE_PATIENCE_MS);
  return ({ location, snapshots }) => {
    const [sku, ...others] = new Set(snapshots.map((snapshot) => snapshot.sku));
    const usd = sku === undefined || others.length > 0 ? undefined : known?.of({ region: location, sku })?.usdPerGibMonth;
    return usd === undefined ? undefined : Number(usd) / GIB_BYTES;
  };
}

function notesOf(chains: readonly Chain[], worthOf: (chain: Chain) => number | undefined): string[] {
  const unpriced = chains.filter((chain) => worthOf(chain) === undefined).map(({ sourceDiskName }) => sourceDiskName);
  if (unpriced.length === 0) return [];
  return [`No one price is known for the snapshots of ${unpriced.join(", ")}: none of them is proposed.`];
}
