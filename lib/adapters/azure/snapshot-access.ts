// SAS for snapshots: taken for the work and no longer, in the ledger before Azure is asked, revoked whatever
// happens. Who may hold how many is family-gate.ts. Grant and revoke do not listen to the caller's abort
// signal: a grant of which we do not learn the end is a SAS nobody revokes.
//
// endGetAccess ends every SAS of a snapshot. So a snapshot somebody else has a SAS of (a backup under way, a
// download) is left alone: ours would end theirs. Our own processes do hit each other: the reader fails as
// retryable and takes a new one.
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import { familyKey } from "#lib/domain/chains/family.ts";
import { parseResourceId, resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { AccessContext, AccessLedger, ReadAccess, SnapshotAccess } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock, Ids } from "#lib/services/ports/clock.ts";
import { createComputeClient } from "./arm-client.ts";
import { isNotFound, toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";
import { FamilyGate, type GateMember, MAX_OPEN_PER_FAMILY } from "./family-gate.ts";
import { createReadAccess, endReadAccess } from "./read-access.ts";

const SAS_SECONDS = 3600;
/** A SAS with less left than this is not shared with a newcomer. */
const MIN_REMAINING_MS = 15 * 60_000;
const REVOKE_ATTEMPTS = 3;

export interface SnapshotAccessDeps {
  connection: AzureConnection;
  ledger: AccessLedger;
  clock: Clock;
  ids: Ids;
  /** Azure counts SAS by family. Absent: by what the snapshot says itself. */
  familyKeyOf?: (snapshot: Snapshot, context: CallContext) => Promise<string>;
  /** Told when a revoke failed for good; the entry stays open in the ledger for the janitor. */
  onRevokeFailed?: (snapshotId: string, error: Error) => void;
}

interface Grant {
  entryId: string;
  snapshotId: string;
  expiresAtMs: number;
  /** Azure was asked: whatever came back, there may be a SAS. Before that, any SAS there is somebody else's. */
  isAsked: boolean;
  access: Promise<ReadAccess>;
}

export function createSnapshotAccess(deps: SnapshotAccessDeps): SnapshotAccess {
  return new GrantedSnapshots(deps);
}

class GrantedSnapshots implements SnapshotAccess {
  private readonly deps: SnapshotAccessDeps;
  private readonly grants = new Map<string, Grant>();
  private readonly gate = new FamilyGate((key) => (this.grants.get(key)?.expiresAtMs ?? 0) - this.deps.clock.nowMs() > MIN_REMAINING_MS);

  constructor(deps: SnapshotAccessDeps) {
    this.deps = deps;
  }

  async withReadAccess<T>(snapshots: Snapshot[], context: AccessContext, work: (access: ReadAccess[]) => Promise<T>): Promise<T> {
    const distinct = new Map(snapshots.map((s) => [resourceKey(s.id), s]));
    const familyKeyOf = this.deps.familyKeyOf ?? (async (snapshot: Snapshot) => familyKey(snapshot));
    const members = await Promise.all(
      [...distinct].map(async ([key, snapshot]): Promise<GateMember> => ({ key, familyKey: await familyKeyOf(snapshot, context) })),
    );
    assertFits(members);
    const by = context.holder ?? Symbol("caller");
    await this.gate.enter(members, by, context.signal);
    try {
      const grants = [...distinct].map(([key, snapshot]) => this.joinOrGrant(key, snapshot, context));
      const results = await Promise.allSettled(grants.map((grant) => grant.access));
      const failed = results.find((r) => r.status === "rejected");
      if (failed) throw failed.reason;
      context.signal?.throwIfAborted();
      const accesses = await Promise.all(snapshots.map((s) => this.grants.get(resourceKey(s.id))?.access));
      return await work(accesses.filter((access) => access !== undefined));
    } finally {
      await Promise.all(members.map((member) => this.leave(member.key, by, context)));
    }
  }

  async revokeLeftovers(context: CallContext): Promise<number> {
    const entries = (await this.deps.ledger.leftovers()).filter((entry) => !this.gate.isHeld(resourceKey(entry.snapshotId)));
    const outcomes = new Map<string, Error | undefined>();
    let revoked = 0;
    for (const { id, snapshotId } of entries) {
      if (!outcomes.has(snapshotId)) outcomes.set(snapshotId, await this.revoke(snapshotId, context));
      if (outcomes.get(snapshotId)) continue;
      await this.deps.ledger.close(id, "revoked", this.now(), "left open by an earlier run");
      revoked += 1;
    }
    return revoked;
  }

  private joinOrGrant(key: string, snapshot: Snapshot, context: AccessContext): Grant {
    const present = this.grants.get(key);
    if (present) return present;
    const expiresAtMs = this.deps.clock.nowMs() + SAS_SECONDS * 1000;
    const planned = { entryId: this.deps.ids.uuid(), snapshotId: snapshot.id, expiresAtMs, isAsked: false };
    const grant: Grant = Object.assign(planned, { access: this.grant(planned, snapshot, context) });
    this.grants.set(key, grant);
    return grant;
  }

  private async grant(grant: Omit<Grant, "access">, snapshot: Snapshot, context: AccessContext): Promise<ReadAccess> {
    await this.assertNotInUse(snapshot, context);
    const expiresAt = new Date(grant.expiresAtMs).toISOString();
    await this.deps.ledger.open({
      id: grant.entryId,
      snapshotId: snapshot.id,
      ...(context.operationId ? { operationId: context.operationId } : {}),
      requestId: context.requestId,
      requestedBy: context.principal,
      grantedAt: this.now(),
      expiresAt,
      result: "open",
    });
    const { resourceGroup, name, client } = this.clientFor(snapshot.id, context);
    grant.isAsked = true;
    try {
      const answer = await client.snapshots.grantAccess(
        resourceGroup,
        name,
        { access: "Read", durationInSeconds: SAS_SECONDS, ...(snapshot.logicalSectorSize === 4096 ? { fileFormat: "VHDX" } : {}) },
        this.pollOptions(),
      );
      if (!answer.accessSAS) throw new AppError("azure-failed", `Azure granted access to ${name} without a URL.`, { retryable: true });
      return createReadAccess(snapshot.id, expiresAt, answer.accessSAS);
    } catch (error) {
      throw toAzureError(error, `grant read access to snapshot ${name}`);
    }
  }

  private async assertNotInUse(snapshot: Snapshot, context: CallContext): Promise<void> {
    const { resourceGroup, name, client } = this.clientFor(snapshot.id, context);
    const { diskState } = await client.snapshots.get(resourceGroup, name).catch((error: unknown) => {
      throw toAzureError(error, `read snapshot ${name}`);
    });
    if (!diskState?.startsWith("ActiveSAS")) return;
    const ours = await this.deps.ledger.stillOpen();
    if (ours.some((entry) => resourceKey(entry.snapshotId) === resourceKey(snapshot.id))) return;
    const message = `Somebody else was given access to ${name} (a SAS). Reading it would end theirs; revoke it first, or wait until it is given back.`;
    throw new AppError("not-possible", message, { details: { rule: "access-in-use" } });
  }

  private async leave(key: string, by: symbol, context: CallContext): Promise<void> {
    if (!this.gate.leave(key, by)) return;
    try {
      const grant = this.grants.get(key);
      if (grant) await this.close(grant, context);
    } finally {
      this.grants.delete(key);
      this.gate.closed(key);
    }
  }

  /** Also after a failed grant: its answer may be lost while the SAS exists. */
  private async close(grant: Grant, context: CallContext): Promise<void> {
    const access = await grant.access.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    if (!(access instanceof Error)) endReadAccess(access);
    const isRefused = isAppError(access) && !access.retryable && access.code !== "internal";
    const error = isRefused || !grant.isAsked ? undefined : await this.revoke(grant.snapshotId, context);
    if (error) {
      this.deps.onRevokeFailed?.(grant.snapshotId, error);
      return;
    }
    if (access instanceof Error) await this.deps.ledger.close(grant.entryId, "failed", this.now(), access.message);
    else await this.deps.ledger.close(grant.entryId, "revoked", this.now());
  }

  /** Returns why it could not be revoked. A snapshot that is gone has no SAS. */
  private async revoke(snapshotId: string, context: CallContext): Promise<Error | undefined> {
    const { resourceGroup, name, client } = this.clientFor(snapshotId, context);
    let lastError: Error | undefined;
    for (let attempt = 1; attempt <= REVOKE_ATTEMPTS; attempt += 1) {
      try {
        await client.snapshots.revokeAccess(resourceGroup, name, this.pollOptions());
        return undefined;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        lastError = toAzureError(error, `revoke the access to snapshot ${name}`);
      }
    }
    return lastError;
  }

  private clientFor(snapshotId: string, context: CallContext) {
    const parts = parseResourceId(snapshotId);
    if (!parts) throw new AppError("invalid-input", "This is no snapshot id.", { details: { field: "snapshotId", given: snapshotId } });
    const client = createComputeClient(this.deps.connection, parts.subscriptionId, {
      requestId: context.requestId,
      principal: context.principal,
    });
    return { ...parts, client };
  }

  private pollOptions() {
    const { pollIntervalMs } = this.deps.connection;
    return pollIntervalMs === undefined ? {} : { updateIntervalInMs: pollIntervalMs };
  }

  private now(): string {
    return new Date(this.deps.clock.nowMs()).toISOString();
  }
}

function assertFits(members: GateMember[]): void {
  for (const { familyKey } of members) {
    const count = members.filter((m) => m.familyKey === familyKey).length;
    if (count <= MAX_OPEN_PER_FAMILY) continue;
    throw new AppError("internal", `Asked for ${count} accesses in one family; ${MAX_OPEN_PER_FAMILY} are allowed.`);
  }
}
