// A storage account or target, opened for whoever asks: clients of its containers, signed in.
import { BlobServiceClient, ContainerClient, type Pipeline, StorageSharedKeyCredential } from "@azure/storage-blob";
import { AppError } from "#lib/domain/app-error.ts";
import { isAzureHost, type ReplicaTarget } from "#lib/domain/replication/replica-target.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { toAzureError } from "../azure-error.ts";
import { type AzureConnection, signInOf } from "../connection.ts";
import { storagePipeline } from "../page-list-request.ts";
import { type Need, readAccount, readKey, type StorageAccount, wayInto } from "./storage-account.ts";

const STORAGE_SCOPE = "https://storage.azure.com/.default";
const RETRY_DELAY_MS = 500;

export interface DoorDeps {
  connection: AzureConnection;
  targets?: readonly ReplicaTarget[];
}

export interface OpenContainer {
  /** Tries again what fails for the moment. */
  patient: ContainerClient;
  /** Asks once. */
  once: ContainerClient;
}

export interface ReplicaDoor {
  region: string | undefined;
  /** It reads from Azure by itself. */
  serverSide: boolean;
  /** It tells what was written since a blob snapshot. Azurite answers that with all there is. */
  hasDiffs: boolean;
  /** The only one there is, made by its owner; undefined: any, and missing ones are made. */
  onlyContainer: string | undefined;
  container(name: string): OpenContainer;
  /** Absent: not of a target. */
  service?: BlobServiceClient;
}

export async function openDoor(deps: DoorDeps, accountId: string, need: Need, context: CallContext): Promise<ReplicaDoor> {
  if (accountId.startsWith("target:")) return openTarget(deps, accountId, context);
  const { connection } = deps;
  const account = await readAccount(connection, accountId, context);
  const way = await wayInto(connection, account, need, context);
  if (way.by === "none") throw new AppError("forbidden", `Storage account ${account.name}: ${way.reason}`);
  if (need === "write" && account.reason !== undefined)
    throw new AppError("not-possible", `Storage account ${account.name}: ${account.reason}`, { details: { rule: "account" } });
  if (account.endpoint === undefined)
    throw new AppError("not-possible", `Storage account ${account.name}: ${account.reason ?? "no endpoint"}`);
  const sign =
    way.by === "token" ? { readToken: () => readStorageToken(connection, context) } : await signByKey(connection, account, context);
  const [patient, once] = [pipelineOf(connection, context, sign), pipelineOf(connection, context, { ...sign, maxTries: 1 })];
  const endpoint = account.endpoint;
  return {
    region: account.region,
    serverSide: true,
    hasDiffs: true,
    onlyContainer: undefined,
    container: (name) => opened(`${endpoint}/${encodeURIComponent(name)}`, patient, once),
    service: new BlobServiceClient(endpoint, patient),
  };
}

function openTarget({ targets = [], connection }: DoorDeps, id: string, context: CallContext): ReplicaDoor {
  const target = targets.find((one) => one.id === id);
  if (!target) throw new AppError("not-found", `The settings name no target ${id.replace(/^target:/, "")}.`);
  const url = target.open();
  const isAzure = readsFromAzure(target, connection);
  const only = url.pathname.split("/").filter(Boolean).at(-1) ?? "";
  const [patient, once] = [pipelineOf(connection, context, {}), pipelineOf(connection, context, { maxTries: 1 })];
  return {
    region: undefined,
    serverSide: isAzure,
    hasDiffs: isAzure,
    onlyContainer: only,
    container(name) {
      if (name !== only) throw new AppError("not-found", `The target ${target.name} is container ${only} and no other one.`);
      return opened(url.href, patient, once);
    },
  };
}

/** Azurite cannot, and what is on this machine could not be reached by Azure. */
export function readsFromAzure(target: ReplicaTarget, { blobOrigin }: Pick<AzureConnection, "blobOrigin">): boolean {
  const { hostname, origin } = target.open();
  return blobOrigin === undefined ? isAzureHost(hostname) : origin === new URL(blobOrigin).origin;
}

function opened(url: string, patient: Pipeline, once: Pipeline): OpenContainer {
  return { patient: new ContainerClient(url, patient), once: new ContainerClient(url, once) };
}

type Signing = Pick<Parameters<typeof storagePipeline>[0], "readToken" | "credential" | "maxTries">;

function pipelineOf({ retryDelayMs = RETRY_DELAY_MS }: AzureConnection, { requestId }: CallContext, sign: Signing): Pipeline {
  return storagePipeline({ requestId, retryDelayMs, ...sign });
}

async function signByKey(connection: AzureConnection, account: StorageAccount, context: CallContext): Promise<Signing> {
  return { credential: new StorageSharedKeyCredential(account.name, await readKey(connection, account, context)) };
}

async function readStorageToken(connection: AzureConnection, { principal, signal }: CallContext): Promise<string> {
  try {
    const token = await signInOf(connection, principal).getToken(STORAGE_SCOPE, signal ? { abortSignal: signal } : {});
    if (token) return token.token;
  } catch (error) {
    throw toAzureError(error, "sign in to storage accounts");
  }
  throw new AppError("forbidden", "The sign-in to Azure gives no token for storage accounts.");
}
