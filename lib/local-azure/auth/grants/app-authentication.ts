// Which application asks for a token. Known clients show their secret; any other guid is a public client, which has none.

import { EntraError, missingParameter } from "../entra-error.ts";
import type { KnownClient } from "../identities.ts";
import type { SignInCall } from "../sign-in-call.ts";
import { isSame } from "../tokens/is-same.ts";

export interface Application {
  clientId: string;
  /** undefined: a public client. */
  known: KnownClient | undefined;
}

/** By its id alone: what the sign-in page sees of it. */
export function findApplication({ identities }: Pick<SignInCall, "identities">, clientId: string | null): Application {
  if (clientId === null || clientId === "") throw missingParameter("client_id");
  const id = clientId.toLowerCase();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw new EntraError(
      "unauthorized_client",
      700016,
      `Application with identifier '${clientId}' was not found in the directory 'Local Azure'. Any guid is taken for a public client here.`,
    );
  }
  return { clientId: id, known: identities.clients.find((client) => client.clientId === id) };
}

/** For grants of a person's tokens. */
export function authenticateApplication(call: SignInCall, form: URLSearchParams): Application {
  const { clientId, secret } = credentialsOf(call, form);
  const application = findApplication(call, clientId);
  const { known } = application;
  if (known === undefined) {
    if (secret === undefined) return application;
    throw new EntraError(
      "invalid_client",
      700025,
      "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
      { status: 401 },
    );
  }
  if (secret === undefined) {
    throw new EntraError(
      "invalid_client",
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      { status: 401 },
    );
  }
  if (!isSame(secret, known.clientSecret)) throw wrongSecret();
  return application;
}

/** For tokens of the application itself. */
export function authenticateKnownClient(call: SignInCall, form: URLSearchParams): KnownClient {
  const { clientId, secret = "" } = credentialsOf(call, form);
  const known = call.identities.clients.find((client) => client.clientId === clientId?.toLowerCase());
  if (known === undefined || !isSame(secret, known.clientSecret)) throw wrongSecret();
  return known;
}

function wrongSecret(): EntraError {
  return new EntraError("invalid_client", 7000215, "Invalid client secret provided, or the application is not known in this tenant.", {
    status: 401,
  });
}

interface Credentials {
  clientId: string | null;
  secret: string | undefined;
}

function credentialsOf({ req }: SignInCall, form: URLSearchParams): Credentials {
  const basic = /^Basic (.+)$/i.exec(req.headers.authorization ?? "")?.[1];
  const [clientId = null, secret] = basic === undefined ? [] : decodeBasic(basic);
  return { clientId: form.get("client_id") ?? clientId, secret: form.get("client_secret") ?? secret };
}

function decodeBasic(basic: string): string[] {
  const text = Buffer.from(basic, "base64").toString("utf8");
  const colon = text.indexOf(":");
  try {
    return [text.slice(0, colon), text.slice(colon + 1)].map(decodeURIComponent);
  } catch {
    throw wrongSecret();
  }
}
