// Snapshots whose dataAccessAuthMode is AzureActiveDirectory: a SAS opens their data only together with a bearer token for
// disks, of somebody with the data action over the snapshot. From learn.microsoft.com, "Secure downloads and uploads of Azure
// managed disks".
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { toAzureError } from "./azure-error.ts";
import { type AzureConnection, signInOf } from "./connection.ts";
import { readPermissions } from "./permissions.ts";

/** Two slashes: the resource's own name ends with one. */
const SCOPE = "https://disk.azure.com//.default";
const DATA_ACTION = "Microsoft.Compute/snapshots/download/action";

/** Before any SAS is asked for. Where Azure does not tell permissions, the data plane has the word. */
export async function assertMayReadData(connection: AzureConnection, { id, name }: Snapshot, context: CallContext): Promise<void> {
  const permissions = await readPermissions(connection, id, context).catch((error: unknown) => {
    if (isAppError(error)) return undefined;
    throw error;
  });
  if (permissions && !permissions.mayDoWithData(DATA_ACTION)) throw dataRefused(name);
}

export async function readDataToken(
  connection: Pick<AzureConnection, "credentialOf" | "retryDelayMs">,
  { principal, signal }: CallContext,
): Promise<string> {
  try {
    const token = await signInOf(connection, principal).getToken(SCOPE, signal ? { abortSignal: signal } : {});
    if (token) return token.token;
  } catch (error) {
    throw toAzureError(error, "sign in to the data of managed disks");
  }
  throw new AppError("forbidden", "The sign-in to Azure gives no token for the data of managed disks.");
}

/**
 * What the data plane says where a token goes with the SAS: its bearer has not the right, the network lets nobody in, or the
 * token has ended, and the next one may open it. A sign-in that is refused, and a SAS that has ended, are told in their own words.
 */
export function toDataError(error: Error, names: string[]): Error {
  if (!isAppError(error)) return error;
  const { azureStatus, azureCode } = error.details ?? {};
  if (azureCode === "AuthorizationPermissionMismatch") return dataRefused(names.join(" and "));
  const options = { details: { ...error.details } };
  if (azureCode === "AuthorizationFailure") {
    const message = `The network rules of the data of ${names.join(" and ")} do not let this dashboard in (AuthorizationFailure); its role is not what is missing.`;
    return new AppError("forbidden", message, options);
  }
  if (azureStatus === 401 && azureCode !== "AuthenticationError")
    return new AppError("azure-failed", `Azure did not take the sign-in to the data of ${names.join(" and ")}; a new one may do.`, {
      ...options,
      retryable: true,
    });
  return error;
}

function dataRefused(name: string): AppError {
  const message = `The data of ${name} opens only to identities with the role Data Operator for Managed Disks on it (its dataAccessAuthMode is AzureActiveDirectory), which this one has not: the action ${DATA_ACTION} is missing.`;
  return new AppError("not-possible", message, { details: { rule: "data-access-auth", action: DATA_ACTION } });
}
