// The one thing Local Azure tells the world: where it is. Written to <data-dir>/local-azure.json and printed
// as one JSON line at start. Whoever wants to talk to it needs nothing else.

export interface LocalAzureEndpoints {
  arm: string; // https://127.0.0.1:PORT
  blob: string; // https://127.0.0.1:PORT, path style: /{account}/{container}/{blob}
  authority: string; // authority host for @azure/identity (instance discovery off)
  retailPrices: string; // …/api/retail/prices
  admin: string; // …/local-azure/admin
  caFile: string; // PEM, for NODE_EXTRA_CA_CERTS / REQUESTS_CA_BUNDLE
  tenantId: string;
  subscriptions: { subscriptionId: string; displayName: string }[];
  /** Sign-ins: client credentials that work here and nowhere else. */
  clients: { name: string; clientId: string; clientSecret: string; role: string }[];
  /** People for the sign-in page of the authority; they have no passwords. */
  personas: { name: string; userPrincipalName: string; objectId: string; role: string }[];
  seed: string;
  pid: number;
}
