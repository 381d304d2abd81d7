// What a handler of the ARM endpoint gets and gives.

import type { ClientIdentity } from "../auth/identities.ts";
import type { AccountCatalog } from "../blob/accounts/account-catalog.ts";
import type { PageBlobSource } from "../model/rules/import-vhd.ts";
import type { World } from "../model/world.ts";

/** Settings that admin may change while it runs. */
export interface ArmOptions {
  /** The Retry-After of PUT and PATCH. Azure says 2. */
  retryAfterSeconds: number;
  /** Records of one list page. */
  pageSize: number;
  /** How long every copy takes, background copies too. 0, the default: by its bytes. */
  copySeconds?: number;
  /** The Retry-After of a group's deletion. Azure says 15. */
  groupRetryAfterSeconds?: number;
  /** Resource Graph queries one client may make in five seconds. Azure says 15. */
  graphQueriesPerWindow?: number;
}

export interface ArmRequest {
  world: World;
  /** Storage accounts. */
  accounts: AccountCatalog;
  options: ArmOptions;
  client: ClientIdentity;
  method: string;
  /** As sent, without the query. */
  path: string;
  query: URLSearchParams;
  apiVersion: string;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
  /** https://host:port of this endpoint as the client called it. */
  origin: string;
  /** The same host, blob port. */
  blobOrigin: string;
  /** The page blob behind a URL of an own storage account, or undefined. */
  findPageBlob(url: string): PageBlobSource | undefined;
  /** An object id that can be given a role. */
  isPrincipal(objectId: string): boolean;
  /** From the path, by the names in the route's pattern, decoded. */
  params: Record<string, string>;
}

export interface ArmAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export type RateBucket =
  | "HighCostSnapshotCreateHydrate"
  | "CreateUpdateDisks"
  | "HighCostDiskHydrate"
  | "DeleteDisks"
  | "LowCostGet"
  | "HighCostGet"
  | "GetOperation";

export function param(request: Pick<ArmRequest, "params">, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  return value;
}
