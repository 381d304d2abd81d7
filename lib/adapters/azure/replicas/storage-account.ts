// Storage accounts as Resource Manager lists them, and how the asker gets in: by a token where a role opens the data, else by the
// account's key where one may ask for it. A key is asked for when it is needed, and is kept no longer than the client it signs for.
import pLimit from "p-limit";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ReplicaAccount } from "#lib/services/ports/replicas.ts";
import { sendArm } from "../arm-client.ts";
import { readArmList } from "../arm-list.ts";
import { toAzureError } from "../azure-error.ts";
import type { AzureConnection } from "../connection.ts";
import { type Fields, fieldsOf } from "../fields.ts";
import { readPermissions } from "../permissions.ts";
import { listSubscriptions } from "../subscriptions.ts";
import { parseObject } from "../unreadable.ts";
import { allowedEndpoint } from "./account-address.ts";

const API_VERSION = "2023-05-01";
const AT_ONCE = 8;
const DATA = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const LIST_KEYS = "Microsoft.Storage/storageAccounts/listKeys/action";
/** They hold no page blobs. */
const WRONG_KINDS = new Set(["blobstorage", "blockblobstorage", "filestorage"]);
const ACCOUNT_ID =
  /^\/subscriptions\/([^/?#]+)\/resourceGroups\/([^/?#]+)\/providers\/Microsoft\.Storage\/storageAccounts\/([a-z0-9]{3,24})$/i;

export type Need = "read" | "write";

export interface StorageAccount extends Omit<ReplicaAccount, "serverSide"> {
  /** Of its blobs; absent: none that may be asked. */
  endpoint: string | undefined;
  allowsKeys: boolean;
}

export async function listAccounts(connection: AzureConnection, context: CallContext) {
  const limit = pLimit(AT_ONCE);
  const subscriptions = await listSubscriptions(connection, context);
  const read = subscriptions.map(({ subscriptionId, state, message }) =>
    limit(async () => {
      if (state !== "ok") return { notRead: { subscriptionId, message: message ?? state } };
      try {
        const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Storage/storageAccounts?api-version=${API_VERSION}`;
        const rows = await readArmList(connection, path, context);
        return { accounts: rows.map(fieldsOf).flatMap((row) => toAccount(row, connection) ?? []) };
      } catch (error) {
        context.signal?.throwIfAborted();
        const told = toAzureError(error, `list the storage accounts of subscription ${subscriptionId}`);
        return { notRead: { subscriptionId, message: told.message } };
      }
    }),
  );
  const all = await Promise.all(read);
  return { accounts: all.flatMap(({ accounts = [] }) => accounts), notRead: all.flatMap(({ notRead }) => notRead ?? []) };
}

export async function readAccount(connection: AzureConnection, id: string, context: CallContext): Promise<StorageAccount> {
  if (!ACCOUNT_ID.test(id))
    throw new AppError("invalid-input", "This is no storage account.", { details: { field: "accountId", given: id } });
  try {
    const answer = await sendArm(connection, { method: "GET", path: `${id}?api-version=${API_VERSION}` }, context);
    const account = toAccount(fieldsOf(parseObject(answer)), connection);
    if (account) return account;
  } catch (error) {
    throw toAzureError(error, `read storage account ${nameOf(id)}`);
  }
  throw new AppError("azure-failed", `Azure answered with something that is not storage account ${nameOf(id)}.`, { retryable: true });
}

function nameOf(id: string): string {
  return ACCOUNT_ID.exec(id)?.[3] ?? id;
}

function toAccount(row: Fields, connection: AzureConnection): StorageAccount | undefined {
  const id = row.text("id");
  const [, subscriptionId, resourceGroup, name] = ACCOUNT_ID.exec(id ?? "") ?? [];
  if (id === undefined || name === undefined) return undefined;
  const properties = row.object("properties");
  const region = row.text("location");
  const endpoint = allowedEndpoint(properties.object("primaryEndpoints").text("blob"), name, connection);
  const reason = unfit(row, properties, endpoint);
  return {
    id,
    name,
    region: region === undefined ? undefined : normaliseRegion(region),
    subscriptionId,
    resourceGroup,
    endpoint,
    allowsKeys: properties.flag("allowSharedKeyAccess") !== false,
    ...(reason === undefined ? {} : { reason }),
  };
}

function unfit(row: Fields, properties: Fields, endpoint: string | undefined): string | undefined {
  const kind = row.text("kind") ?? "";
  const state = properties.text("provisioningState");
  if (WRONG_KINDS.has(kind.toLowerCase())) return `Accounts of kind ${kind} hold no page blobs.`;
  if (properties.flag("isHnsEnabled") === true) return "Accounts with a hierarchical namespace hold no page blobs.";
  if (properties.object("immutableStorageWithVersioning").flag("enabled") === true)
    return "Its blobs are immutable: a replica could not be gone on with.";
  if (state !== undefined && state !== "Succeeded") return `Azure has not finished making it (${state}).`;
  return endpoint === undefined ? "Its blob endpoint is not at an address of Azure's storage accounts." : undefined;
}

export type WayIn = { by: "token" } | { by: "key" } | { by: "none"; reason: string };

/** By the asker's rights over the account, as Azure lists them. */
export async function wayInto(connection: AzureConnection, account: StorageAccount, need: Need, context: CallContext): Promise<WayIn> {
  const permissions = await readPermissions(connection, account.id, context).catch((error: unknown) => {
    if (isAppError(error) && (error.code === "forbidden" || error.code === "not-found")) return undefined;
    throw error;
  });
  // Where Azure does not tell, the account has the word.
  if (!permissions) return { by: "token" };
  const action = `${DATA}/${need}`;
  if (permissions.mayDoWithData(action)) return { by: "token" };
  if (!permissions.mayDo(LIST_KEYS)) return { by: "none", reason: `Not permitted: the data action ${action} is missing on it.` };
  if (account.allowsKeys) return { by: "key" };
  return { by: "none", reason: `It lets nobody in by its keys, and the data action ${action} is missing on it.` };
}

/** For the signature of one client only: never logged, stored or handed on. */
export async function readKey(connection: AzureConnection, { id, name }: StorageAccount, context: CallContext): Promise<string> {
  try {
    const answer = await sendArm(connection, { method: "POST", path: `${id}/listKeys?api-version=${API_VERSION}` }, context);
    const { keys } = parseObject(answer);
    const key = (Array.isArray(keys) ? keys : []).map((one) => fieldsOf(one).text("value")).find((one) => one !== undefined);
    if (key !== undefined) return key;
  } catch (error) {
    throw toAzureError(error, `sign in to storage account ${name} by its key`);
  }
  throw new AppError("azure-failed", `Azure named no key of storage account ${name}.`, { retryable: true });
}

/** With what keeps the asker out, where something does. Its own failure costs this row only. */
export async function told(connection: AzureConnection, account: StorageAccount, context: CallContext): Promise<ReplicaAccount> {
  const { endpoint: _endpoint, allowsKeys: _allowsKeys, ...row } = account;
  const shown = { ...row, serverSide: true };
  if (account.reason !== undefined) return shown;
  try {
    const way = await wayInto(connection, account, "write", context);
    return way.by === "none" ? { ...shown, reason: way.reason } : shown;
  } catch (error) {
    context.signal?.throwIfAborted();
    return { ...shown, reason: isAppError(error) ? error.message : "What may be done with it could not be read." };
  }
}
