import type { Health } from "#lib/contract/health.ts";
import { toAppError } from "#lib/domain/app-error.ts";
import type { AzureContact } from "#lib/services/inventory/azure-contact.ts";
import type { EstateReader } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";

export interface HealthDeps {
  /** version and who the server is in Azure. */
  about: { version: string; identity: string };
  connection: { kind: "local" | "azure" };
  label: string;
  database: { kind: "embedded" | "postgres"; ping(): Promise<void> };
  view: EstateReader;
  contact: Pick<AzureContact, "lastFailure">;
  clock: Clock;
}

export async function readHealth(deps: HealthDeps, context: CallContext): Promise<Health> {
  const storage = await check("Database", async () => {
    await deps.database.ping();
    return deps.database.kind === "embedded" ? "Embedded PostgreSQL in the data directory" : "PostgreSQL by DATABASE_URL";
  });
  const azure = await check("Azure", () => describeSubscriptions(deps, context));
  const checks = [azure, storage];
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

async function describeSubscriptions(deps: HealthDeps, context: CallContext): Promise<string> {
  const { sources, asOf } = await deps.view.current(context);
  const failure = deps.contact.lastFailure(context);
  if (failure) throw failure;
  const failed = sources.filter((source) => source.state !== "ok");
  if (failed.length > 0) throw new Error(failed.map((source) => `${source.displayName}: ${source.message ?? source.state}`).join("; "));
  return `${sources.length} ${sources.length === 1 ? "subscription" : "subscriptions"} read at ${asOf}`;
}

async function check(name: string, work: () => Promise<string>): Promise<Health["checks"][number]> {
  try {
    return { name, ok: true, message: await work() };
  } catch (thrown) {
    const message = thrown instanceof Error && thrown.name === "Error" ? thrown.message : toAppError(thrown).message;
    return { name, ok: false, message };
  }
}
