import { type Principal, SERVICE_IDENTITY } from "#lib/domain/principal.ts";

/** Who sent a request; throws unauthenticated for one it does not know. */
export type SignIn = (request: Request) => Promise<Principal>;

/** One principal for every request, the server's own identity in Azure: only loopback is served, and nobody signs in yet. */
export function createSignIn(name: string): SignIn {
  return async () => ({ identity: SERVICE_IDENTITY, kind: "person", name });
}
