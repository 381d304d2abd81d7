// Which blob endpoint of an account may be asked. Azure's answers name it, and whoever is asked gets a token or a signature.
import type { AzureConnection } from "../connection.ts";

const PUBLIC_SUFFIXES = [".blob.core.windows.net", ".blob.storage.azure.net"];
/** By the host of Resource Manager. */
const NATIONAL_SUFFIXES: Record<string, string[]> = {
  "management.usgovcloudapi.net": [".blob.core.usgovcloudapi.net"],
  "management.chinacloudapi.cn": [".blob.core.chinacloudapi.cn"],
};

/** Without a trailing slash; undefined: not one that may be asked. */
export function allowedEndpoint(
  endpoint: string | undefined,
  accountName: string,
  { blobOrigin, armEndpoint }: Pick<AzureConnection, "blobOrigin" | "armEndpoint">,
): string | undefined {
  if (endpoint === undefined || !URL.canParse(endpoint)) return undefined;
  const { origin, protocol, hostname, port, pathname, search, username, password } = new URL(endpoint);
  if (search !== "" || username !== "" || password !== "") return undefined;
  const path = pathname.replace(/\/+$/, "");
  if (blobOrigin !== undefined) return origin === new URL(blobOrigin).origin && path === `/${accountName}` ? `${origin}${path}` : undefined;
  const suffixes = NATIONAL_SUFFIXES[new URL(armEndpoint).hostname] ?? PUBLIC_SUFFIXES;
  const [first = "", ...rest] = hostname.split(".");
  // Accounts with DNS zones have one label more: NAME.z12.blob.storage.azure.net.
  const tail = `.${(/^z\d+$/.test(rest[0] ?? "") ? rest.slice(1) : rest).join(".")}`;
  const isAllowed = protocol === "https:" && port === "" && path === "" && first === accountName.toLowerCase() && suffixes.includes(tail);
  return isAllowed ? origin : undefined;
}
