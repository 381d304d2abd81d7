// Bearer tokens on blobs: the token's audience is storage's, and a role at the container, the account or above must
// allow the data (or, for containers themselves, the action).

import type { ClientIdentity } from "../../../auth/identities.ts";
import { isAllowed, isDataAllowed } from "../../../auth/rights/authorization.ts";
import { TokenRefused } from "../../../auth/tokens/tokens.ts";
import { BlobError, notImplemented, permissionMismatch } from "../../blob-error.ts";
import { loopbackNames } from "../../own-host.ts";
import type { AccountRequest, Entra } from "../account-request.ts";
import type { Need } from "./need.ts";

/** Bearer tokens came with this version of the protocol. */
const oldestVersion = "2017-11-09";
const services = "Microsoft.Storage/storageAccounts/blobServices";

export async function assertBearer(request: AccountRequest, token: string, { level, action }: Need): Promise<void> {
  const { entra } = request;
  if (entra === undefined) throw notImplemented("bearer tokens without a token authority");
  if (request.version < oldestVersion) throw invalidToken(`Bearer tokens need x-ms-version ${oldestVersion} or later.`);
  const client = await verify(request, entra, token);
  const caller = { world: request.world, client };
  const { account, containerName } = request;
  const scope = `${account.resource?.id ?? ""}/blobServices/default${level === "s" ? "" : `/containers/${containerName}`}`;
  const name = `${services}/${action}`;
  const isOpen = action.startsWith("containers/blobs/") ? isDataAllowed(caller, name, scope) : isAllowed(caller, name, scope);
  if (!isOpen) throw permissionMismatch();
}

async function verify({ account, incoming }: AccountRequest, entra: Entra, token: string): Promise<ClientIdentity> {
  // Nothing of the request says which origin is ours.
  const own = loopbackNames.map((name) => `https://${name}:${incoming.socket.localPort}`);
  const audiences = ["https://storage.azure.com", `https://${account.name}.blob.core.windows.net`, ...own];
  try {
    return await entra.tokens.verify(token, (audience) => audiences.includes(audience.replace(/\/+$/, "")));
  } catch (error) {
    if (error instanceof TokenRefused) throw invalidToken(error.message);
    throw error;
  }
}

function invalidToken(detail: string): BlobError {
  return new BlobError(
    401,
    "InvalidAuthenticationInfo",
    "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
    { details: { AuthenticationErrorDetail: detail }, headers: { "WWW-Authenticate": "Bearer resource_id=https://storage.azure.com" } },
  );
}
