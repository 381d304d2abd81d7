// Where Azure is and how we sign in. Azure and Local Azure differ in these values and in nothing else:
// the same SDK clients are built from them.
import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";
import { ClientSecretCredential, DefaultAzureCredential } from "@azure/identity";
import { AppError } from "#lib/domain/app-error.ts";
import type { AzureKind } from "#lib/domain/deployment.ts";
import { type Principal, SERVICE_IDENTITY } from "#lib/domain/principal.ts";
import type { LocalAzureEndpoints } from "#lib/local-azure/endpoints.ts";
import { answerTimeout } from "./answer-timeout.ts";
import { patientCredential } from "./cut-answers.ts";
import { originPolicy } from "./origin-policy.ts";
import { patientSignIn } from "./retry-after.ts";
import { endingSignIn, LONGEST_SIGN_IN_MS, rememberingSignIn } from "./sign-in.ts";

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

/** How long one answer of the authority may take, and a sign-in in all. */
interface SignInLimits {
  answerMs: number;
  inAllMs: number;
}

/** So that a connection that died quietly is followed by another try. */
const SIGN_IN_LIMITS: SignInLimits = { answerMs: 30_000, inAllMs: LONGEST_SIGN_IN_MS };
/** Where a virtual machine asks for its managed identity. */
const MACHINE_IDENTITY_ORIGIN = "http://169.254.169.254";

/** Azure itself: the given client secret, else what DefaultAzureCredential finds (managed identity, az login …). */
export function connectAzure(settings: AzureSettings): AzureConnection {
  const authorityHost = withoutSlash(settings.authorityHost ?? PUBLIC_AUTHORITY_HOST);
  const { tenantId, clientId, clientSecret } = settings;
  const origins = [authorityHost, PUBLIC_AUTHORITY_HOST];
  const credential = createSignIn(SIGN_IN_LIMITS, (policiesFor) =>
    tenantId && clientId && clientSecret
      ? new ClientSecretCredential(tenantId, clientId, clientSecret, { authorityHost, ...policiesFor(...origins) })
      : new DefaultAzureCredential({
          authorityHost,
          ...(tenantId ? { tenantId } : {}),
          processTimeoutInMs: SIGN_IN_LIMITS.answerMs,
          ...policiesFor(...origins, MACHINE_IDENTITY_ORIGIN),
        }),
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
export function connectLocalAzure(
  endpoints: LocalConnection,
  serviceClient = endpoints.clients[0]?.name ?? "",
  limits: SignInLimits = SIGN_IN_LIMITS,
): AzureConnection {
  const credentials = new Map<string, TokenCredential>();
  const credentialOf = ({ identity }: Pick<Principal, "identity">) => {
    const name = identity === SERVICE_IDENTITY ? serviceClient : identity.replace(/^local:/, "");
    const credential = credentials.get(name) ?? createLocalCredential(endpoints, name, limits);
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

/** A principal's sign-in with the retries of every call, whichever scope its token is for. */
export function signInOf(
  { credentialOf, retryDelayMs }: Pick<AzureConnection, "credentialOf" | "retryDelayMs">,
  principal: Principal,
): TokenCredential {
  return patientCredential(credentialOf(principal), retryDelayMs);
}

function createLocalCredential({ clients, tenantId, authority }: LocalConnection, name: string, limits: SignInLimits): TokenCredential {
  const client = clients.find((one) => one.name === name);
  if (!client) return refuse(name);
  return createSignIn(limits, (policiesFor) => {
    const options = { authorityHost: authority, disableInstanceDiscovery: true, ...policiesFor(authority) };
    return new ClientSecretCredential(tenantId, client.clientId, client.clientSecret, options);
  });
}

type PoliciesFor = (...origins: string[]) => { additionalPolicies: { policy: PipelinePolicy; position: "perRetry" }[] };

/** The secret goes to the authority, whatever its metadata names, so an origin policy is one of its policies. */
function createSignIn({ answerMs, inAllMs }: SignInLimits, create: (policiesFor: PoliciesFor) => TokenCredential): TokenCredential {
  const patient = patientSignIn((patience) =>
    create((...origins) => ({
      additionalPolicies: [patience, answerTimeout(answerMs), originPolicy(...origins)].map((policy) => ({ policy, position: "perRetry" })),
    })),
  );
  return rememberingSignIn(endingSignIn(patient, inAllMs));
}

function refuse(identity: string): never {
  throw new AppError("unauthenticated", `There is no sign-in to Azure for ${identity}.`);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
