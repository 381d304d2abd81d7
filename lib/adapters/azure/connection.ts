// Where Azure is and how we sign in. Azure and Local Azure differ in these values and in nothing else:
// the same SDK clients are built from them.
import type { TokenCredential } from "@azure/identity";
import { ClientSecretCredential, DefaultAzureCredential } from "@azure/identity";
import { AppError } from "#lib/domain/app-error.ts";
import type { LocalAzureEndpoints } from "#lib/local-azure/endpoints.ts";

export interface AzureConnection {
  kind: "local" | "azure";
  credential: TokenCredential;
  /** Without a trailing slash. */
  armEndpoint: string;
  authorityHost: string;
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
type LocalConnection = Pick<LocalAzureEndpoints, "arm" | "authority" | "retailPrices" | "tenantId"> & { clients: LocalClient[] };

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
  const credential =
    tenantId && clientId && clientSecret
      ? new ClientSecretCredential(tenantId, clientId, clientSecret, { authorityHost })
      : new DefaultAzureCredential({ authorityHost, ...(tenantId ? { tenantId } : {}) });
  return {
    kind: "azure",
    credential,
    armEndpoint: withoutSlash(settings.armEndpoint ?? PUBLIC_ARM_ENDPOINT),
    authorityHost,
    ...(settings.subscriptions?.length ? { subscriptions: settings.subscriptions } : {}),
    retailPricesUrl: settings.retailPricesUrl ?? PUBLIC_RETAIL_PRICES_URL,
  };
}

/** Local Azure, signed in as one of the clients it names (the first one unless asked for another). */
export function connectLocalAzure(endpoints: LocalConnection, clientName?: string): AzureConnection {
  const client = clientName === undefined ? endpoints.clients[0] : endpoints.clients.find((c) => c.name === clientName);
  if (!client) throw new AppError("internal", `Local Azure has no sign-in called ${clientName ?? "(first)"}.`);
  return {
    kind: "local",
    credential: new ClientSecretCredential(endpoints.tenantId, client.clientId, client.clientSecret, {
      authorityHost: endpoints.authority,
      disableInstanceDiscovery: true,
    }),
    armEndpoint: withoutSlash(endpoints.arm),
    authorityHost: withoutSlash(endpoints.authority),
    retailPricesUrl: endpoints.retailPrices,
    pollIntervalMs: LOCAL_POLL_INTERVAL_MS,
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
