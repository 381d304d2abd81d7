// SAS for snapshots: taken for the work and no longer, in the ledger before Azure is asked, revoked whatever happens.
// Who may hold how many in this process is family-gate.ts, in all processes on one ledger access-uses.ts. Grant and
// revoke do not listen to the caller's abort signal: a grant of which we do not learn the end is a SAS nobody revokes.
//
// endGetAccess ends every SAS of a snapshot. So the last process that uses one revokes, and a snapshot somebody else has
// a SAS of (a backup under way, a download) is left alone: ours would end theirs. Ours is what the ledger knows of: where
// nobody uses it any more, it is ended and taken anew.
//
// An entry is closed when the revoke succeeded or Azure was seen to have no SAS; until then it is owed, and
// revokeLeftovers tries again.
import pLimit from "p-limit";
import { AppError, askedWaitMs, isAppError } from "#lib/domain/app-error.ts";
import { familyKey } from "#lib/domain/chains/family.ts";
import { orAborted } from "#lib/domain/concurrency/shared-work.ts";
import { Turns } from "#lib/domain/concurrency/turns.ts";
import { wantsDataToken } from "#lib/domain/inventory/data-access.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import type {
  AccessContext,
  AccessLedger,
  AccessUse,
  AccessUses,
  LedgerEntry,
  ReadAccess,
  SnapshotAccess,
} from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock, Ids } from "#lib/services/ports/clock.ts";
import { drop, leave, MIN_REMAINING_MS, settle } from "./access-uses.ts";
import type { AzureConnection } from "./connection.ts";
import { assertMayReadData, readDataToken } from "./disk-data.ts";
import { FamilyGate, type GateMember, MAX_OPEN_PER_FAMILY } from "./family-gate.ts";
import { createReadAccess, endReadAccess } from "./read-access.ts";
import { SnapshotSas } from "./snapshot-sas.ts";
import { UseQueue } from "./use-queue.ts";

const SAS_SECONDS = 3600;
const LEFTOVERS_AT_ONCE = 4;
/** Of one leftover in one pass: a connection that hangs must not hold up the next pass. */
const LEFTOVER_TIMEOUT_MS = 20_000;
/** No grant is under way any longer than this. */
const SETTLED_MS = 120_000;

export interface SnapshotAccessDeps {
  connection: AzureConnection;
  ledger: AccessLedger;
  uses: AccessUses;
  clock: Clock;
  ids: Ids;
  /** Azure counts SAS by family. Absent: by what the snapshot says itself. */
  familyKeyOf?: (snapshot: Snapshot, context: CallContext) => Promise<string>;
  /** Told when an access could not be given back; revokeLeftovers tries again. */
  onRevokeFailed?: (snapshotId: string, error: Error) => void;
  /** How long the uses of other processes are waited for. */
  patienceMs?: number;
}

interface Grant {
  snapshot: Snapshot;
  use: AccessUse;
  /** Azure was asked: whatever came back, there may be a SAS. Before that, any SAS there is somebody else's. */
  isAsked: boolean;
  isInLedger: boolean;
  /** Aborts the wait for other processes. */
  abandon: () => void;
  access: Promise<ReadAccess>;
}

export function createSnapshotAccess(deps: SnapshotAccessDeps): SnapshotAccess {
  return new GrantedSnapshots(deps);
}

class GrantedSnapshots implements SnapshotAccess {
  private readonly deps: SnapshotAccessDeps;
  private readonly sas: SnapshotSas;
  private readonly queue: UseQueue;
  private readonly grants = new Map<string, Grant>();
  /** What else of this process stands among the uses: leftovers being revoked. */
  private readonly ending = new Set<string>();
  private readonly gate = new FamilyGate(
    (key) => (this.grants.get(key)?.use.expiresAtMs ?? 0) - this.deps.clock.nowMs() > MIN_REMAINING_MS,
  );
  private readonly passes = new Turns();
  /** Until when Azure asked not to be asked for a revoke again, of performance.now(), by snapshot. */
  private readonly resting = new Map<string, number>();

  constructor(deps: SnapshotAccessDeps) {
    this.deps = deps;
    this.sas = new SnapshotSas(deps.connection);
    this.queue = new UseQueue(deps);
  }

  async withReadAccess<T>(snapshots: Snapshot[], context: AccessContext, work: (access: ReadAccess[]) => Promise<T>): Promise<T> {
    const distinct = new Map(snapshots.map((s) => [resourceKey(s.id), s]));
    const familyKeyOf = this.deps.familyKeyOf ?? (async (snapshot: Snapshot) => familyKey(snapshot));
    const members = await Promise.all(
      [...distinct].map(async ([key, snapshot]) => ({ key, snapshot, familyKey: await familyKeyOf(snapshot, context) })),
    );
    assertFits(members);
    const by = context.holder ?? Symbol("caller");
    const isHolder = this.gate.isHolder(by);
    await this.gate.enter(members, by, context.signal);
    try {
      this.take(
        members.filter(({ key }) => !this.grants.has(key)),
        isHolder,
        context,
      );
      const grants = members.map(({ key }) => this.grants.get(key)?.access);
      const results = await orAborted(Promise.allSettled(grants), context.signal);
      const failed = results.find((r) => r.status === "rejected");
      if (failed) throw failed.reason;
      context.signal?.throwIfAborted();
      const accesses = await Promise.all(snapshots.map((s) => this.grants.get(resourceKey(s.id))?.access));
      return await work(accesses.filter((access) => access !== undefined));
    } finally {
      await Promise.all(members.map((member) => this.leave(member.key, by, context)));
    }
  }

  revokeLeftovers(context: CallContext): Promise<number> {
    return this.passes.take("leftovers", () => this.revokeAll(context), context.signal);
  }

  async endAccess({ id, name }: Snapshot, context: CallContext): Promise<void> {
    const key = resourceKey(id);
    const { principal, requestId } = context;
    const isUsed = this.grants.has(key);
    const entries = isUsed ? [] : await this.entriesOf(id);
    // Whose SAS it is nobody knows: who ended it stands in the ledger before Azure is asked, and a process that dies has it done.
    const note = { id: this.deps.ids.uuid(), at: this.now(), said: `every access ended, whoever's: ${principal.name}` };
    if (!isUsed)
      await this.deps.ledger.open({
        id: note.id,
        snapshotId: id,
        requestId,
        requestedBy: principal,
        grantedAt: note.at,
        expiresAt: note.at,
        result: "open",
        detail: note.said,
      });
    const outcome = isUsed ? undefined : await this.revokeFree(key, id, entries, note.said, context);
    const failure = outcome ? outcome.error : inUse(name);
    if (!failure) return;
    if (!isUsed) await this.deps.ledger.close(note.id, "failed", this.now(), `asked to end every access: ${failure.message}`);
    throw failure;
  }

  private take(members: (GateMember & { snapshot: Snapshot })[], isHolder: boolean, context: AccessContext): void {
    if (members.length === 0) return;
    const expiresAtMs = this.deps.clock.nowMs() + SAS_SECONDS * 1000;
    const wanted = members.map(({ key, familyKey: family }) => ({
      id: this.deps.ids.uuid(),
      snapshotKey: key,
      familyKey: family,
      expiresAtMs,
    }));
    const stop = new AbortController();
    const waitedFor = new Set(wanted.map(({ id }) => id));
    const admitted = this.queue.enter(wanted, isHolder, stop.signal);
    for (const [i, { snapshot, key }] of members.entries()) {
      const want = wanted[i];
      if (!want) continue;
      const abandon = () => {
        waitedFor.delete(want.id);
        if (waitedFor.size === 0) stop.abort();
      };
      const planned = { snapshot, use: { ...want, owner: "", state: "taking" as const }, isAsked: false, isInLedger: false, abandon };
      const grant: Grant = Object.assign(planned, { access: admitted.then((uses) => this.grant(grant, uses[i], stop.signal, context)) });
      // Whoever came with it may be gone.
      grant.access.catch(() => undefined);
      this.grants.set(key, grant);
    }
  }

  private async grant(grant: Grant, use: AccessUse | undefined, stop: AbortSignal, context: AccessContext): Promise<ReadAccess> {
    const { snapshot } = grant;
    grant.use = use ?? grant.use;
    stop.throwIfAborted();
    const call = callOf(context);
    if (wantsDataToken(snapshot)) await assertMayReadData(this.deps.connection, snapshot, call);
    const isFirst = grant.use.state === "taking";
    if (isFirst) await this.makeWay(snapshot, call);
    const expiresAt = new Date(grant.use.expiresAtMs).toISOString();
    await this.deps.ledger.open({
      id: grant.use.id,
      snapshotId: snapshot.id,
      ...(context.operationId ? { operationId: context.operationId } : {}),
      requestId: context.requestId,
      requestedBy: context.principal,
      grantedAt: this.now(),
      expiresAt,
      result: "open",
    });
    grant.isInLedger = true;
    grant.isAsked = true;
    const url = await this.sas.grant(snapshot, SAS_SECONDS, call).catch((error: unknown) => {
      throw isFirst ? error : notBesides(error, snapshot);
    });
    // Where this does not get through, the others wait until it is given back.
    if (isFirst) await this.deps.uses.change((uses) => settle(uses, grant.use.id)).catch(() => undefined);
    const { connection } = this.deps;
    return createReadAccess(snapshot.id, expiresAt, url, wantsDataToken(snapshot) ? (by) => readDataToken(connection, by) : undefined);
  }

  /** Nobody of ours uses it: a SAS that is there was left by one of us, or is somebody else's. */
  private async makeWay(snapshot: Snapshot, context: CallContext): Promise<void> {
    if (!(await this.sas.isActive(snapshot.id, context))) return;
    const left = await this.entriesOf(snapshot.id);
    if (left.length === 0) {
      const message = `Somebody else was given access to ${snapshot.name} (a SAS). Reading it would end theirs; revoke it first, or wait until it is given back.`;
      throw new AppError("not-possible", message, { details: { rule: "access-in-use" } });
    }
    const error = await this.sas.revoke(snapshot.id, this.isSettled(left), context);
    if (error) throw error;
    await this.closeAll(left, "left open, and ended before it was taken anew");
  }

  private async leave(key: string, by: symbol, context: CallContext): Promise<void> {
    if (!this.gate.leave(key, by)) return;
    const grant = this.grants.get(key);
    try {
      if (grant) await this.giveBack(grant, callOf(context));
    } catch (error) {
      // Of the database: what stands in it is looked at again by revokeLeftovers.
      this.deps.onRevokeFailed?.(grant?.snapshot.id ?? key, error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.grants.delete(key);
      this.gate.closed(key);
    }
  }

  private async giveBack(grant: Grant, context: CallContext): Promise<void> {
    grant.abandon();
    const { use } = grant;
    const access = await grant.access.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    const failure = access instanceof Error ? access : undefined;
    if (!(access instanceof Error)) endReadAccess(access);
    const { ledger, uses } = this.deps;
    try {
      if (!grant.isAsked) {
        if (grant.isInLedger) await ledger.close(grant.use.id, "failed", this.now(), failure?.message);
        return;
      }
      const isLast = await uses.change((all) => leave(all, grant.use));
      const error = isLast ? await this.end(grant, failure, context) : undefined;
      if (!isLast || error) await ledger.owe(grant.use.id, failure?.message);
      if (error) this.deps.onRevokeFailed?.(grant.snapshot.id, error);
    } finally {
      await uses.change((all) => drop(all, ({ id }) => id === use.id || id === grant.use.id));
    }
  }

  /** Also after a failed grant: its answer may be lost while the SAS exists. Returns why it is not known to have ended. */
  private async end(grant: Grant, failure: Error | undefined, context: CallContext): Promise<Error | undefined> {
    const { snapshot, use } = grant;
    const isRefused = isAppError(failure) && !failure.retryable && failure.code !== "internal";
    const isAbsent = isRefused && (await this.sas.isSeenAbsent(snapshot.id, context));
    const error = isAbsent ? undefined : await this.sas.revoke(snapshot.id, !failure || isRefused, context);
    this.rest(resourceKey(snapshot.id), error);
    if (error) return error;
    if (failure) await this.deps.ledger.close(use.id, "failed", this.now(), failure.message);
    else await this.deps.ledger.close(use.id, "revoked", this.now());
    // Those of others that used it meanwhile and of who died with it: it ended for all.
    await this.closeAll(await this.entriesOf(snapshot.id));
    return undefined;
  }

  private async revokeAll(context: CallContext): Promise<number> {
    await this.dropForgotten();
    const left = Map.groupBy(await this.deps.ledger.leftovers(), ({ snapshotId }) => resourceKey(snapshotId));
    const limit = pLimit(LEFTOVERS_AT_ONCE);
    const revoked = await Promise.all(
      [...left]
        .filter(([key]) => !this.grants.has(key) && (this.resting.get(key) ?? 0) <= performance.now())
        .map(([key, entries]) => limit(() => this.revokeLeft(key, entries, context))),
    );
    return revoked.reduce((sum, count) => sum + count, 0);
  }

  private async revokeLeft(key: string, entries: LedgerEntry[], context: CallContext): Promise<number> {
    const snapshotId = entries[0]?.snapshotId ?? key;
    const late = AbortSignal.timeout(LEFTOVER_TIMEOUT_MS);
    const signal = context.signal ? AbortSignal.any([late, context.signal]) : late;
    const outcome = await this.revokeFree(key, snapshotId, entries, "left open by an earlier run", { ...context, signal });
    if (outcome?.error) this.deps.onRevokeFailed?.(snapshotId, outcome.error);
    return outcome?.closed ?? 0;
  }

  /** undefined: somebody of ours uses it. */
  private async revokeFree(
    key: string,
    snapshotId: string,
    entries: LedgerEntry[],
    detail: string,
    context: CallContext,
  ): Promise<{ closed: number; error?: Error } | undefined> {
    const id = this.deps.ids.uuid();
    this.ending.add(id);
    const { uses } = this.deps;
    try {
      const isFree = await uses.change((all, owner) => {
        const use: AccessUse = { id, owner, snapshotKey: key, familyKey: key, state: "ending", expiresAtMs: 0 };
        const isUsed = all.some(({ snapshotKey }) => snapshotKey === key);
        return isUsed ? { result: false } : { uses: [...all, use], result: true };
      });
      if (!isFree) return undefined;
      const error = await this.sas.revoke(snapshotId, this.isSettled(entries), context);
      this.rest(key, error);
      return error ? { closed: 0, error } : { closed: await this.closeAll(await this.entriesOf(snapshotId), detail) };
    } finally {
      await uses.change((all) => drop(all, (use) => use.id === id)).finally(() => this.ending.delete(id));
    }
  }

  /** Own uses that this process knows nothing of: the database was away when they were given back. */
  private async dropForgotten(): Promise<void> {
    await this.deps.uses.change((all, self) => {
      const known = new Set([...this.ending, ...[...this.grants.values()].map(({ use }) => use.id)]);
      return drop(all, ({ id, owner }) => owner === self && !known.has(id));
    });
  }

  private rest(key: string, error: Error | undefined): void {
    const waitMs = askedWaitMs(error);
    if (waitMs === undefined) this.resting.delete(key);
    else this.resting.set(key, performance.now() + waitMs);
  }

  private async entriesOf(snapshotId: string): Promise<LedgerEntry[]> {
    const key = resourceKey(snapshotId);
    return (await this.deps.ledger.stillOpen()).filter((entry) => resourceKey(entry.snapshotId) === key);
  }

  private async closeAll(entries: LedgerEntry[], detail?: string): Promise<number> {
    for (const entry of entries) await this.deps.ledger.close(entry.id, "revoked", this.now(), entry.detail ?? detail);
    return entries.length;
  }

  private isSettled(entries: LedgerEntry[]): boolean {
    return entries.every(({ grantedAt }) => this.deps.clock.nowMs() - Date.parse(grantedAt) > SETTLED_MS);
  }

  private now(): string {
    return new Date(this.deps.clock.nowMs()).toISOString();
  }
}

/** Without the caller's signal. */
function callOf({ requestId, principal }: CallContext): CallContext {
  return { requestId, principal };
}

/** Another process has a SAS of it and Azure gives no second one: it may when the first is given back. */
function notBesides(error: unknown, { name }: Snapshot): unknown {
  if (!isAppError(error) || (error.code !== "not-possible" && error.code !== "conflict")) return error;
  return new AppError("too-many", `Another dashboard is reading ${name}, and Azure gives no second access to it: ${error.message}`);
}

function assertFits(members: GateMember[]): void {
  for (const { familyKey } of members) {
    const count = members.filter((m) => m.familyKey === familyKey).length;
    if (count <= MAX_OPEN_PER_FAMILY) continue;
    throw new AppError("internal", `Asked for ${count} accesses in one family; ${MAX_OPEN_PER_FAMILY} are allowed.`);
  }
}

function inUse(name: string): AppError {
  const what = `Snapscope reads ${name} now: wait until that has ended, or cancel what reads it.`;
  return new AppError("conflict", what, { details: { rule: "access-in-use" } });
}
