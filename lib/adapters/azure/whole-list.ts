// Whether a list of a whole subscription may be read, and in which groups to look where it may not. Azure refuses such a list to
// whom only a group is open, or answers it with what that one may see: then it looks whole and is not.
import { AppError } from "#lib/domain/app-error.ts";
import type { Area } from "#lib/domain/inventory/area.ts";
import { type InventoryList, isCovered } from "#lib/domain/inventory/area.ts";
import { parseResourceId } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { readArmList } from "./arm-list.ts";
import type { AzureConnection } from "./connection.ts";
import { fieldsOf } from "./fields.ts";
import type { Permissions } from "./permissions.ts";

const RESOURCES_API_VERSION = "2021-04-01";
const MAX_NAMED = 10;

type ComputeList = Exclude<InventoryList, "resourceGroups">;

/** undefined: it may be read, or Azure does not say. */
export function missingRight(list: ComputeList, subscriptionId: string, permissions: Permissions | undefined): AppError | undefined {
  const [action, scope] = [`Microsoft.Compute/${list}/read`, `/subscriptions/${subscriptionId}`];
  if (!permissions || permissions.mayDo(action)) return undefined;
  const message = `Not permitted to list the ${list} of subscription ${subscriptionId}: the action ${action} is missing on ${scope}.`;
  return new AppError("forbidden", message, { details: { action, scope } });
}

/** In which the asker sees one of them: a role may show the resources of a group and not the group. */
export async function groupsWith(
  connection: AzureConnection,
  list: ComputeList,
  subscriptionId: string,
  context: CallContext,
): Promise<string[]> {
  const filter = encodeURIComponent(`resourceType eq 'Microsoft.Compute/${list}'`);
  const path = `/subscriptions/${subscriptionId}/resources?$filter=${filter}&api-version=${RESOURCES_API_VERSION}`;
  const rows = await readArmList(connection, path, context).catch(() => []);
  context.signal?.throwIfAborted();
  return rows.map(fieldsOf).flatMap((row) => parseResourceId(row.text("id") ?? "")?.resourceGroup ?? []);
}

/** What is read and what is not, by the groups that are known; undefined where nothing is read by group. */
export function tellGroups(subscriptionId: string, areas: readonly Area[], groups: readonly string[]): string | undefined {
  const byGroup = areas.filter(({ group }) => group !== undefined);
  const lists = [...new Set(byGroup.map(({ list }) => list))].toSorted();
  if (lists.length === 0) return undefined;
  const isRead = (resourceGroup: string) => lists.some((list) => isCovered(areas, list, { subscriptionId, resourceGroup }));
  const closed = groups.filter((group) => !isRead(group));
  const rest = closed.length > 0 ? ` Not in ${named(closed)}.` : "";
  return `Only some resource groups may be read for ${lists.join(" and ")}: ${named(groups.filter(isRead))}.${rest} What else the subscription holds is not known.`;
}

function named(groups: readonly string[]): string {
  const more = groups.length - MAX_NAMED;
  return groups.slice(0, MAX_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
