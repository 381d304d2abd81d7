// Where Azure is and how we sign in. Azure and Local Azure differ in these values and in nothing else:
// the same SDK clients are built from them.
import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";
import { ClientSecretCredential, DefaultAzureCredential } from "@azure/identity";
import { AppError } from "#lib/domain/app-error.ts";
import type { AzureKind } from "#lib/domain/deployment.ts";
import { type Principal, SERVICE_IDENTITY } from "#lib/domain/principal.ts";
import type { LocalAzureEndpoints } from "#lib/local-azure/endpoints.ts";
import { originPolicy } from "./origin-policy.ts";
import { patientSignIn } from "./retry-after.ts";

export interface AzureConnection {
  kind: AzureKind;
  /** Each principal asks Azure with rights of its own. Throws unauthenticated for one this connection cannot sign in. */
  credentialOf(principal: Principal): TokenCredential;
  /** Without a trailing slash. */
  armEndpoint: string;
  authorityHost: string;
  /** The only one a SAS may be of; absent: those of managed disks. */
  blobOrigin?: string;
  /** Only these; absent: every subscription the identity can see. */
  subscriptions?: string[];
  retailPricesUrl: string;
  /** How often a long-running operation is asked for where Azure sends no Retry-After; absent: the SDK's two seconds. */
  pollIntervalMs?: number;
  /** First wait before a failed call is tried again; absent: the SDK's second. */
  retryDelayMs?: number;
}

export const PUBLIC_RETAIL_PRICES_URL = "https://prices.azure.com/api/retail/prices";
const PUBLIC_ARM_ENDPOINT = "https://management.azure.com";
const PUBLIC_AUTHORITY_HOST = "https://login.microsoftonline.com";
/** Local Azure finishes most operations at once; two seconds would be most of a diff. */
const LOCAL_POLL_INTERVAL_MS = 50;

type LocalClient = Pick<LocalAzureEndpoints["clients"][number], "name" | "clientId" | "clientSecret">;
type LocalConnection = Pick<LocalAzureEndpoints, "arm" | "authority" | "blob" | "retailPrices" | "tenantId"> & { clients: LocalClient[] };

export interface AzureSettings {
  tenantId?: string;
  clientId?: string;
  clientSecret?: string;
  subscriptions?: string[];
  armEndpoint?: string;
  authorityHost?: string;
  retailPricesUrl?: string;
}

/** Azure itself: the given client secret, else what DefaultAzureCredential finds (managed identity, az login …). */
export function connectAzure(settings: AzureSettings): AzureConnection {
  const authorityHost = withoutSlash(settings.authorityHost ?? PUBLIC_AUTHORITY_HOST);
  const { tenantId, clientId, clientSecret } = settings;
  const credential = patientSignIn((patience) =>
    tenantId && clientId && clientSecret
      ? new ClientSecretCredential(tenantId, clientId, clientSecret, {
          authorityHost,
          ...policies(patience, originPolicy(authorityHost, PUBLIC_AUTHORITY_HOST)),
        })
      : new DefaultAzureCredential({ authorityHost, ...(tenantId ? { tenantId } : {}), ...policies(patience) }),
  );
  return {
    kind: "azure",
    credentialOf: ({ identity }) => (identity === SERVICE_IDENTITY ? credential : refuse(identity)),
    armEndpoint: withoutSlash(settings.armEndpoint ?? PUBLIC_ARM_ENDPOINT),
    authorityHost,
    ...(settings.subscriptions?.length ? { subscriptions: settings.subscriptions } : {}),
    retailPricesUrl: settings.retailPricesUrl ?? PUBLIC_RETAIL_PRICES_URL,
  };
}

/**
 * Local Azure. The service identity is one of the clients it names (the first one unless asked for another); the identity
 * "local:NAME" is the client of that name.
 */
export function connectLocalAzure(endpoints: LocalConnection, serviceClient = endpoints.clients[0]?.name ?? ""): AzureConnection {
  const credentials = new Map<string, TokenCredential>();
  const credentialOf = ({ identity }: Pick<Principal, "identity">) => {
    const name = identity === SERVICE_IDENTITY ? serviceClient : identity.replace(/^local:/, "");
    const credential = credentials.get(name) ?? createLocalCredential(endpoints, name);
    credentials.set(name, credential);
    return credential;
  };
  // A name it does not have is told when it is connected to, not at the first call.
  credentialOf({ identity: SERVICE_IDENTITY });
  return {
    kind: "local",
    credentialOf,
    armEndpoint: withoutSlash(endpoints.arm),
    authorityHost: withoutSlash(endpoints.authority),
    blobOrigin: endpoints.blob,
    retailPricesUrl: endpoints.retailPrices,
    pollIntervalMs: LOCAL_POLL_INTERVAL_MS,
  };
}

function createLocalCredential({ clients, tenantId, authority }: LocalConnection, name: string): TokenCredential {
  const client = clients.find((one) => one.name === name);
  if (!client) return refuse(name);
  return patientSignIn(
    (patience) =>
      new ClientSecretCredential(tenantId, client.clientId, client.clientSecret, {
        authorityHost: authority,
        disableInstanceDiscovery: true,
        ...policies(patience, originPolicy(authority)),
      }),
  );
}

/** Of a sign-in: the secret goes to the authority, whatever its metadata names, so an origin policy is one of them. */
function policies(...all: PipelinePolicy[]) {
  return { additionalPolicies: all.map((policy) => ({ policy, position: "perRetry" as const })) };
}

function refuse(identity: string): never {
  throw new AppError("unauthenticated", `There is no sign-in to Azure for ${identity}.`);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
