// What the asker may do at a scope, as Resource Manager lists it role by role: asked where an answer without it would look like
// one with it, or come too late.
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { readArmList } from "./arm-list.ts";
import { toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";
import { fieldsOf } from "./fields.ts";

const API_VERSION = "2022-04-01";

export interface Permissions {
  mayDo(action: string): boolean;
  mayDoWithData(dataAction: string): boolean;
}

export async function readPermissions(connection: AzureConnection, scope: string, context: CallContext): Promise<Permissions> {
  try {
    const path = `${scope}/providers/Microsoft.Authorization/permissions?api-version=${API_VERSION}`;
    const roles = (await readArmList(connection, path, context)).map(fieldsOf);
    const allows = (yes: string, no: string, action: string) =>
      roles.some((role) => isAmong(role.texts(yes), action) && !isAmong(role.texts(no), action));
    return {
      mayDo: (action) => allows("actions", "notActions", action),
      mayDoWithData: (action) => allows("dataActions", "notDataActions", action),
    };
  } catch (error) {
    throw toAzureError(error, `read the permissions at ${scope}`);
  }
}

// In patterns a star stands for anything, slashes too.
function isAmong(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    const source = pattern.split("*").map((part) => part.replace(/[^A-Za-z0-9]/g, "\\$&"));
    return new RegExp(`^${source.join(".*")}$`, "i").test(action);
  });
}
