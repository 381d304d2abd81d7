// Whether a list of a whole subscription may be read, and in which groups to look where it may not. Azure refuses such a list to
// whom only a group is open, or answers it with what that one may see: then it looks whole and is not.
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import { type Area, type InventoryList, isCovered } from "#lib/domain/inventory/area.ts";
import { parseResourceId } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { readArmList } from "./arm-list.ts";
import { toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";
import { fieldsOf } from "./fields.ts";
import type { Permissions } from "./permissions.ts";

const RESOURCES_API_VERSION = "2021-04-01";
const MAX_NAMED = 10;

type ComputeList = Exclude<InventoryList, "resourceGroups">;

/** undefined: it may be read. Rejects where that cannot be known now and may be later. */
export async function missingRight(list: ComputeList, scope: string, permissions: Promise<Permissions>): Promise<AppError | undefined> {
  const action = `Microsoft.Compute/${list}/read`;
  try {
    if ((await permissions).mayDo(action)) return undefined;
  } catch (error) {
    if (!isAppError(error) || (error.code !== "forbidden" && error.code !== "not-found")) throw error;
    // Azure does not tell: then nothing says that an answer is whole.
    return new AppError("forbidden", error.message, { ...(error.details ? { details: error.details } : {}) });
  }
  const place = scope.replace(/^\/subscriptions\/([^/]+)/, "subscription $1").replace("/resourceGroups/", ", group ");
  const message = `Not permitted to list the ${list} of ${place}: the action ${action} is missing on ${scope}.`;
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
  const rows = await readArmList(connection, path, context).catch((error: unknown) => {
    const told = toAzureError(error, `list the resources of subscription ${subscriptionId}`);
    // Who may not ask knows of none; that it did not answer now is another thing.
    if (isAppError(told) && told.code === "forbidden") return [];
    throw told;
  });
  context.signal?.throwIfAborted();
  return rows.map(fieldsOf).flatMap((row) => parseResourceId(row.text("id") ?? "")?.resourceGroup ?? []);
}

/** What is read and what is not, by the groups that are known; undefined where nothing is read by group. */
export function tellGroups(subscriptionId: string, areas: readonly Area[], groups: readonly string[]): string | undefined {
  const lists = [...new Set(areas.filter(({ group }) => group !== undefined).map(({ list }) => list))].toSorted();
  if (lists.length === 0) return undefined;
  const told = lists.map((list) => {
    const isRead = (resourceGroup: string) => isCovered(areas, list, { subscriptionId, resourceGroup });
    const isShown = (name: string) => areas.some((area) => area.list === list && area.item && area.group === name.toLowerCase());
    const [read, closed] = [groups.filter(isRead), groups.filter((group) => !isRead(group))];
    const [shown, rest] = [closed.filter(isShown), closed.filter((group) => !isShown(group))];
    return { list, read, shown, rest };
  });
  // Said once of lists that are read alike.
  const alike = Map.groupBy(told, ({ read, shown, rest }) => JSON.stringify([read, shown, rest]));
  const sentences = [...alike.values()].flatMap((same) => {
    const { read = [], shown = [], rest = [] } = same[0] ?? {};
    const names = same.map(({ list }) => list).join(" and ");
    return [
      ...(read.length > 0 ? [`Only some resource groups may be read for ${names}: ${named(read)}.`] : []),
      ...(shown.length > 0
        ? [`Of the ${names} in ${named(shown)} those are shown that Azure lists; it does not tell whether they are all.`]
        : []),
      ...(rest.length > 0 ? [`Not in ${named(rest)}.`] : []),
    ];
  });
  return `${sentences.join(" ")} What else the subscription holds is not known.`;
}

function named(groups: readonly string[]): string {
  const more = groups.length - MAX_NAMED;
  return groups.slice(0, MAX_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
