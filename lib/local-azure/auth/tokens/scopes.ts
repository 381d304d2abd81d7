// Scopes as Entra v2 writes them: OpenID's own words, and permissions of one resource, "https://management.azure.com/.default".

import { EntraError } from "../entra-error.ts";

const openIdScopes = ["openid", "profile", "email", "offline_access"];
/** What scopes without a resource mean: Microsoft Graph. */
export const graphResource = "00000003-0000-0000-c000-000000000000";
/** What a person has consented to by choosing a persona, for any resource but Graph. */
const consented = ["user_impersonation"];

export interface Scopes {
  openId: string[];
  /** The aud of the access token. */
  resource: string;
  /** For the scp of the access token. */
  permissions: string[];
  /** For the scope of the answer. */
  granted: string[];
}

export function parseScopes(text: string): Scopes {
  const words = wordsOf(text);
  const openId = words.filter((word) => openIdScopes.includes(word));
  const asked = words.filter((word) => !openIdScopes.includes(word)).map(parsePermission);
  const [first] = asked;
  if (asked.some(({ resource }) => resource !== first?.resource)) {
    throw new EntraError(
      "invalid_request",
      28000,
      "Provided value for the input parameter scope is not valid because it contains more than one resource.",
    );
  }
  return first === undefined || first.resource === graphResource ? graphScopes(openId, asked) : resourceScopes(openId, asked);
}

/** A sign-in may be for several resources; a token is for one. */
export function assertScopes(text: string): void {
  for (const word of wordsOf(text)) if (!openIdScopes.includes(word)) parsePermission(word);
}

/**
 * What a token request asks for (scope; in v1, resource) of what the sign-in was for: OpenID's words go on being good,
 * the resource may be another one.
 */
export function narrowScope(form: URLSearchParams, signedInFor: string): string {
  const resource = form.get("resource");
  const asked = wordsOf(form.get("scope") ?? (resource === null ? "" : `${resource}/.default`));
  const before = wordsOf(signedInFor);
  const permissions = [asked, before]
    .map((words) => words.filter((word) => !openIdScopes.includes(word)))
    .find((words) => words.length > 0);
  return [...new Set([...before, ...asked].filter((word) => openIdScopes.includes(word))), ...(permissions ?? [])].join(" ");
}

function wordsOf(text: string): string[] {
  return [...new Set(text.split(" ").filter((word) => word !== ""))];
}

interface Permission {
  word: string;
  resource: string;
  name: string;
}

function parsePermission(word: string): Permission {
  const cut = word.lastIndexOf("/");
  const [resource, name] = cut === -1 ? [graphResource, word] : [word.slice(0, cut), word.slice(cut + 1)];
  const isResource = URL.canParse(resource) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(resource);
  if (!isResource || !/^[\w.-]+$/.test(name)) {
    throw new EntraError(
      "invalid_scope",
      70011,
      `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${word} is not valid.`,
    );
  }
  return { word, resource, name };
}

function graphScopes(openId: string[], asked: Permission[]): Scopes {
  const permissions = [...openId.filter((word) => word !== "offline_access"), ...namesOf(asked)];
  return { openId, resource: graphResource, permissions, granted: [...new Set([...permissions, ...asked.map(({ word }) => word)])] };
}

function resourceScopes(openId: string[], asked: Permission[]): Scopes {
  const resource = asked[0]?.resource ?? "";
  const permissions = [...new Set([...consented, ...namesOf(asked)])];
  const granted = [...permissions.map((name) => `${resource}/${name}`), ...asked.map(({ word }) => word)];
  return { openId, resource, permissions, granted: [...new Set(granted)] };
}

function namesOf(asked: Permission[]): string[] {
  return asked.map(({ name }) => name).filter((name) => name !== ".default");
}
