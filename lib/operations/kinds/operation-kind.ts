// What every kind of operation consists of. A kind is made once; opened with what it needs from outside it plans, says
// what its form may offer, and runs.
import type { OperationRequest } from "#lib/contract/operations.ts";
import type { FormOptions } from "#lib/contract/plans.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { resourceKey, resourceName } from "#lib/domain/inventory/inventory.ts";
import { type Plan, type PlanProblem, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import type { OperationHandler } from "#lib/operations/engine/operation-handler.ts";
import type { OperationStore } from "#lib/operations/engine/operation-store.ts";
import type { OperationTurn } from "#lib/operations/engine/operation-turn.ts";
import type { MeasureChain } from "#lib/services/chains/measure-chain.ts";
import type { DiskEstate } from "#lib/services/plans/disk-estate.ts";
import type { PlanEstate } from "#lib/services/plans/plan-estate.ts";
import type { ReplicaEstate } from "#lib/services/plans/replica-estate.ts";
import type { AccessLedger, SnapshotAccess } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock, Ids } from "#lib/services/ports/clock.ts";
import type { HoldStore } from "#lib/services/ports/holds.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";
import type { PageReader } from "#lib/services/ports/pages.ts";
import type { DiskPriceList, PriceList } from "#lib/services/ports/prices.ts";
import type { RehearsalStore } from "#lib/services/ports/rehearsals.ts";
import type { ReplicaStaging } from "#lib/services/ports/replica-staging.ts";
import type { ReplicaReader, ReplicaWriter } from "#lib/services/ports/replicas.ts";
import type { Safeguards } from "#lib/services/ports/safeguards.ts";
import type { VerificationStore } from "#lib/services/ports/verifications.ts";
import type { AzureWriter } from "#lib/services/ports/writer.ts";
import type { ReclaimOfChain } from "#lib/services/reclaim/chain-reclaim.ts";
import type { KindWords, Reservation } from "./kind-words.ts";
import { sourcesOf } from "./operation-sources.ts";

/** All that kinds need; each takes its part. */
export interface KindDeps {
  estate: PlanEstate;
  disks: DiskEstate;
  prices: PriceList;
  diskPrices: DiskPriceList;
  operations: Pick<OperationStore, "list" | "findHolder">;
  inventory: Pick<AzureInventory, "getSnapshot" | "getDisk">;
  writer: AzureWriter;
  replicas: ReplicaReader;
  replicaWriter: ReplicaWriter;
  replicaEstate: ReplicaEstate;
  replicaStaging: ReplicaStaging;
  access: SnapshotAccess;
  pages: PageReader;
  measureChain: MeasureChain;
  reclaimOfChain: ReclaimOfChain;
  safeguards: Safeguards;
  ledger: Pick<AccessLedger, "stillOpen">;
  holds: Pick<HoldStore, "on">;
  verifications: Pick<VerificationStore, "put">;
  rehearsals: Pick<RehearsalStore, "put">;
  clock: Clock;
  ids: Ids;
  /** The lists should show at once what was made. */
  refreshInventory(context: CallContext): Promise<unknown>;
  /** There is something new whose stored size nobody knows. */
  measureUnknown(): void;
  pollMs: number;
}

export interface OperationKind<Request extends OperationRequest> {
  words: KindWords<Request>;
  open(deps: KindDeps): KindWork<Request>;
}

/** What was chosen in the form already, on which the rest depends. */
export interface ChosenOptions {
  targetSubscriptionId?: string | undefined;
}

export interface KindWork<Request extends OperationRequest> {
  /** A dry run. What it says is not possible is never started. */
  plan(request: Request, context: CallContext): Promise<Plan>;
  /** What a form may offer for this snapshot, or whatever `words.subject` is, as `words.options` says. */
  options?(subjectId: string, context: CallContext, chosen?: ChosenOptions): Promise<FormOptions>;
  handler: KindHandler<Request>;
  turn?: KindTurn<Request>;
}

/** Of a kind whose operations may not all begin at once. */
export interface KindTurn<Request> {
  /** Which ones it shares a line and a slot with. */
  of(request: Request, context: CallContext): Promise<OperationTurn>;
  /** What Azure has under way that is nobody's here, as a sentence; undefined: it would be taken now. */
  azureWait(request: Request, context: CallContext): Promise<string | undefined>;
}

export type KindHandler<Request> = Pick<OperationHandler<Request>, "steps" | "run">;

// biome-ignore lint/suspicious/noExplicitAny: a registry holds kinds of different requests; each knows its own.
export type AnyOperationKind = OperationKind<any>;

// biome-ignore lint/suspicious/noExplicitAny: as above
export interface OpenKind extends Omit<KindWork<any>, "handler"> {
  words: AnyOperationKind["words"];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  handler: OperationHandler<any>;
}

export function openKind({ words, open }: AnyOperationKind, deps: KindDeps): OpenKind {
  const { handler, ...work } = open(deps);
  const plan = async (request: OperationRequest, context: CallContext) => {
    const targets = words.reserves?.(request) ?? [];
    const subjectId = words.subjectId?.(request);
    const caution = await heldCaution(deps, [...(subjectId === undefined ? [] : [subjectId]), ...sourcesOf(request)], targets);
    return withCaution(withProblems(await work.plan(request, context), await reservedProblems(deps, targets)), caution);
  };
  // A payload from the database is read by the schema that let it in.
  const parse = (payload: unknown) => words.request.parse(payload);
  const leaves: OpenKind["handler"]["leaves"] = (request, steps) => words.afterCancel?.({ request, steps })?.text;
  return { ...work, plan, words, handler: { ...handler, kind: words.kind, parse, leaves } };
}

/** What it is done to, or reads, may be about to go, or only being made. */
async function heldCaution({ operations }: KindDeps, ids: readonly string[], targets: readonly Reservation[]): Promise<string | undefined> {
  const own = new Set(targets.map(({ targetId }) => resourceKey(targetId)));
  const others = [...new Map(ids.map((id) => [resourceKey(id), id])).values()].filter((id) => !own.has(resourceKey(id)));
  const held = (await Promise.all(others.map(async (id) => ((await operations.findHolder(id)) ? [id] : [])))).flat();
  if (held.length === 0) return undefined;
  const it = held.length === 1 ? "it is" : "they are";
  const left = held.length === 1 ? "it as it is" : "them as they are";
  return `Another operation under way makes or deletes ${held.map(resourceName).join(", ")}. While ${it} used here, that one leaves ${left}.`;
}

/** Told before it is refused; who has it, the refusal says to those who may see it. */
async function reservedProblems({ operations }: KindDeps, targets: readonly Reservation[]): Promise<PlanProblem[]> {
  const held = await Promise.all(targets.map(async (target) => ((await operations.findHolder(target.targetId)) ? [target] : [])));
  return held.flat().map(({ targetId, field }) => {
    const message = `Another operation under way has ${resourceName(targetId)} as its target. Choose another one, or wait until it has ended.`;
    return { field, rule: "reserved", message };
  });
}

export function findKind(kinds: readonly OpenKind[], kind: string): OpenKind {
  const found = kinds.find(({ words }) => words.kind === kind);
  if (!found) throw new AppError("not-implemented", `Operations of kind ${kind} are not available.`);
  return found;
}
