// For tests: an application without MSAL, that signs people in by hand.

import { createHash, randomBytes } from "node:crypto";
import type { TestAzure } from "./test-azure.ts";

export const publicClientId = "6f1ed002-ab59-4d1c-9c64-0d3f5b7e7c11";
export const redirectUri = "http://localhost:3000/callback";
export const armScope = "https://management.azure.com/.default";
export const upn = { owner: "olivia@localazure.example", operator: "oscar@localazure.example", reader: "rita@localazure.example" };

export const verifier = randomBytes(48).toString("base64url");
export const challenge = createHash("sha256").update(verifier).digest("base64url");

/** undefined leaves the parameter out. */
export type Parameters = Record<string, string | undefined>;

export interface TokenAnswer {
  status: number;
  headers: Headers;
  body: {
    access_token: string;
    id_token?: string;
    refresh_token?: string;
    scope: string;
    client_info: string;
    expires_in: number;
    error?: string;
    error_codes?: number[];
  };
}

export function createApplication(azure: TestAzure) {
  const { authority, tenantId } = azure.endpoints;
  const base = `${authority}/${tenantId}/oauth2/v2.0`;

  const authorizeUrl = (changes: Parameters = {}) => {
    const parameters = {
      client_id: publicClientId,
      response_type: "code",
      redirect_uri: redirectUri,
      scope: `openid profile offline_access ${armScope}`,
      code_challenge: challenge,
      code_challenge_method: "S256",
      ...changes,
    };
    return `${base}/authorize?${toQuery(parameters)}`;
  };
  const authorize = (changes?: Parameters) => fetch(authorizeUrl(changes), { redirect: "manual" });

  return {
    base,
    authorizeUrl,
    authorize,
    async token(parameters: Parameters, headers: Record<string, string> = {}): Promise<TokenAnswer> {
      const response = await fetch(`${base}/token`, { method: "POST", body: toQuery(parameters), headers });
      return { status: response.status, headers: response.headers, body: (await response.json()) as TokenAnswer["body"] };
    },
    async code(person: string, changes: Parameters = {}): Promise<string> {
      const location = (await authorize({ login_hint: person, ...changes })).headers.get("location") ?? "";
      return new URL(location).searchParams.get("code") ?? "";
    },
    redemption(code: string, changes: Parameters = {}): Parameters {
      return {
        grant_type: "authorization_code",
        client_id: publicClientId,
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...changes,
      };
    },
    async signIn(person: string, changes: Parameters = {}): Promise<TokenAnswer["body"]> {
      return (await this.token(this.redemption(await this.code(person, changes)))).body;
    },
  };
}

export type Application = ReturnType<typeof createApplication>;

function toQuery(parameters: Parameters): URLSearchParams {
  return new URLSearchParams(Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

export function claimsOf(token: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString());
}
