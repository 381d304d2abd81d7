// Whether the parts work, asked of each of them now and all at once; one that does not answer in time does not.
import type { Health } from "#lib/contract/health.ts";
import { AppError, isAppError, toAppError } from "#lib/domain/app-error.ts";
import { orAborted } from "#lib/domain/concurrency/shared-work.ts";
import type { AzureKind, StorageKind } from "#lib/domain/deployment.ts";
import { formatBytes, formatUtc } from "#lib/domain/format.ts";
import type { AzureContact } from "#lib/services/inventory/azure-contact.ts";
import type { EstateReader } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { Disk } from "#lib/services/ports/disk.ts";

/** So that the answer is there within five seconds, whatever hangs. */
const ANSWER_WITHIN_MS = 4000;
/** Two files of the embedded database's log: with less it may stop at any moment. */
const LITTLE_ROOM_BYTES = 32 * 2 ** 20;

export interface HealthDeps {
  /** version and who the server is in Azure. */
  about: { version: string; identity: string };
  connection: { kind: AzureKind };
  label: string;
  database: { kind: StorageKind; hasPageChecksums: boolean; ping(): Promise<void> };
  disk: Disk;
  view: EstateReader;
  contact: Pick<AzureContact, "lastFailure" | "reach">;
  clock: Clock;
  /** Told of what failed in a way nobody foresaw: the answer says only that it did. */
  log: { error(event: string, fields: Record<string, unknown>): void };
}

export async function readHealth(deps: HealthDeps, context: CallContext): Promise<Health> {
  const [azure, storage, disk] = await Promise.all([
    check(deps, context, "Azure", () => describeAzure(deps, context)),
    check(deps, context, "Database", () => describeDatabase(deps, context)),
    check(deps, context, "Disk", () => describeDisk(deps)),
  ]);
  const checks = [azure, storage, disk];
  return {
    status: checks.every((one) => one.ok) ? "ok" : "degraded",
    version: deps.about.version,
    azure: { kind: deps.connection.kind, label: deps.label, reachable: azure.ok, message: azure.message },
    storage: { kind: deps.database.kind, reachable: storage.ok },
    identity: deps.about.identity,
    checks,
    now: new Date(deps.clock.nowMs()).toISOString(),
  };
}

async function describeDatabase({ database, view }: HealthDeps, context: CallContext): Promise<string> {
  await inTime("The database", () => database.ping());
  // A row may be written while what the lists are read from is damaged.
  await inTime("The lists", () => view.known(context)).catch((thrown: unknown) => {
    if (isAppError(thrown) && thrown.code.startsWith("storage-")) throw thrown;
  });
  const where = database.kind === "embedded" ? "Embedded PostgreSQL in the data directory" : "PostgreSQL by DATABASE_URL";
  return database.hasPageChecksums ? where : `${where}, which notices no damage of its files: its data_checksums are off`;
}

async function describeDisk({ disk }: HealthDeps): Promise<string> {
  const { freeBytes } = await inTime("The disk of the data directory", () => disk.probe());
  const free = `${formatBytes(freeBytes)} free in the data directory`;
  if (freeBytes < LITTLE_ROOM_BYTES) throw new AppError("storage-unavailable", `Only ${free}: make room before it is full.`);
  return free;
}

/** That it answers is asked of Azure itself; how it answered the last reading, of what is known: no reading is waited for. */
async function describeAzure(deps: HealthDeps, context: CallContext): Promise<string> {
  const [reached, seen] = await Promise.allSettled([
    inTime("Azure", (signal) => deps.contact.reach({ ...context, signal })),
    inTime("The lists", () => deps.view.known(context)),
  ]);
  if (reached.status === "rejected") throw reached.reason;
  if (seen.status === "rejected") {
    if (!isAppError(seen.reason) || seen.reason.code.startsWith("azure-")) throw seen.reason;
    return `Azure answers. ${seen.reason.message}`;
  }
  const failure = deps.contact.lastFailure(context);
  // It did not answer the last reading, and answers now.
  if (failure && failure.code !== "azure-unavailable") throw failure;
  if (!seen.value) return "Azure answers. Its disks and snapshots have not been read yet.";
  const { sources, asOf } = seen.value;
  const failed = sources.filter(({ state }) => state !== "ok" && state !== "partial");
  if (failed.length > 0)
    throw new AppError("azure-failed", failed.map((source) => `${source.displayName}: ${source.message ?? source.state}`).join("; "));
  return `${sources.length} ${sources.length === 1 ? "subscription" : "subscriptions"} read at ${formatUtc(Date.parse(asOf))}`;
}

async function inTime<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    return await orAborted(work(signal), signal);
  } catch (thrown) {
    if (signal.aborted) throw new AppError("too-slow", `${what} did not answer within ${ANSWER_WITHIN_MS / 1000} seconds.`);
    throw thrown;
  }
}

/** Only our own errors are told in their words: any other may name a host, a user or a statement. */
async function check(
  { log }: HealthDeps,
  { requestId }: CallContext,
  name: string,
  work: () => Promise<string>,
): Promise<Health["checks"][number]> {
  try {
    return { name, ok: true, message: await work() };
  } catch (thrown) {
    if (!isAppError(thrown)) log.error("health-check-failed", { requestId, check: name, err: thrown });
    return { name, ok: false, message: toAppError(thrown).message };
  }
}
