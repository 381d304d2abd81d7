// Locks and rights that decide about a delete. Locks are asked for where most of them show: of the subscription with all
// below it; where that may not be read, of the group. What could not be asked is told, never taken for "no lock".
import pLimit from "p-limit";
import { AppError } from "#lib/domain/app-error.ts";
import { parseResourceId, resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ResourceLock, Safeguard, Safeguards } from "#lib/services/ports/safeguards.ts";
import { readArmList } from "./arm-list.ts";
import { toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";
import { fieldsOf } from "./fields.ts";
import { readPermissions } from "./permissions.ts";

const LOCKS_API_VERSION = "2016-09-01";
const DELETE_ACTION = "Microsoft.Compute/snapshots/delete";
const GROUPS_AT_ONCE = 8;

type Locks = Pick<Safeguard, "locks" | "unknownLocks">;

export function createSafeguards(connection: AzureConnection): Safeguards {
  return {
    async look(snapshotIds, context) {
      const bySubscription = new Map<string, Promise<ResourceLock[] | Error>>();
      const locksOf = (subscriptionId: string) => {
        const scope = `/subscriptions/${subscriptionId}`;
        const asked = bySubscription.get(scope) ?? readLocks(connection, scope, context).catch(toFailure(context));
        bySubscription.set(scope, asked);
        return asked;
      };
      const groups = Map.groupBy(snapshotIds, groupScope);
      const limit = pLimit(GROUPS_AT_ONCE);
      const found = await Promise.all(
        [...groups].map(([scope, ids]) =>
          limit(async () => {
            const [locks, mayDelete] = await Promise.all([
              locksIn(connection, scope, await locksOf(parseResourceId(ids[0] ?? "")?.subscriptionId ?? ""), context),
              mayDeleteIn(connection, scope, context),
            ]);
            return ids.map(
              (id) => [resourceKey(id), { ...holdingFor(id, locks), ...(mayDelete === undefined ? {} : { mayDelete }) }] as const,
            );
          }),
        ),
      );
      return new Map(found.flat());
    },
  };
}

function groupScope(id: string): string {
  const parts = parseResourceId(id);
  if (!parts) throw new AppError("invalid-input", "This is no snapshot id.", { details: { field: "snapshots", given: id } });
  return `/subscriptions/${parts.subscriptionId}/resourceGroups/${encodeURIComponent(parts.resourceGroup)}`;
}

/** Those of the group are not all: one at the subscription holds as well. */
async function locksIn(connection: AzureConnection, scope: string, ofAll: ResourceLock[] | Error, context: CallContext): Promise<Locks> {
  if (!(ofAll instanceof Error)) return { locks: ofAll };
  const ofGroup = await readLocks(connection, scope, context).catch(toFailure(context));
  if (ofGroup instanceof Error) return { locks: [], unknownLocks: ofGroup.message };
  return { locks: ofGroup, unknownLocks: `Locks of the whole subscription: ${ofAll.message}` };
}

function holdingFor(id: string, { locks, ...rest }: Locks): Locks {
  const key = `${resourceKey(id)}/`;
  return { locks: locks.filter(({ scope }) => key.startsWith(`${resourceKey(scope)}/`)), ...rest };
}

async function readLocks(connection: AzureConnection, scope: string, context: CallContext): Promise<ResourceLock[]> {
  try {
    const rows = await readArmList(
      connection,
      `${scope}/providers/Microsoft.Authorization/locks?api-version=${LOCKS_API_VERSION}`,
      context,
    );
    return rows.map(fieldsOf).flatMap((row) => {
      const id = row.text("id");
      const at = id?.toLowerCase().lastIndexOf("/providers/microsoft.authorization/locks/") ?? -1;
      if (id === undefined || at < 0) return [];
      const properties = row.object("properties");
      const notes = properties.text("notes");
      const level = properties.text("level") ?? "unknown";
      return [{ name: row.text("name") ?? id, scope: id.slice(0, at), level, ...(notes ? { notes } : {}) }];
    });
  } catch (error) {
    throw toAzureError(error, `list the locks at ${scope}`);
  }
}

async function mayDeleteIn(connection: AzureConnection, scope: string, context: CallContext): Promise<boolean | undefined> {
  const permissions = await readPermissions(connection, scope, context).catch(toFailure(context));
  return permissions instanceof Error ? undefined : permissions.mayDo(DELETE_ACTION);
}

/** An abort is its caller's. */
function toFailure({ signal }: CallContext) {
  return (error: unknown): Error => {
    signal?.throwIfAborted();
    return error instanceof Error ? error : new Error(String(error));
  };
}
