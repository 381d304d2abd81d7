// People sign in: through MSAL as applications do, and by hand where MSAL would not err.

import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AuthenticationResult, Configuration } from "@azure/msal-node";
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from "@azure/msal-node";
import { createRemoteJWKSet, decodeProtectedHeader, importJWK, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Application, Parameters, TokenAnswer } from "../../testing/sign-in.ts";
import { armScope, claimsOf, createApplication, publicClientId, redirectUri, upn, verifier } from "../../testing/sign-in.ts";
import type { TestAzure } from "../../testing/test-azure.ts";
import { startTestAzure } from "../../testing/test-azure.ts";

let azure: TestAzure;
let app: Application;

beforeAll(async () => {
  azure = await startTestAzure();
  app = createApplication(azure);
});
afterAll(async () => {
  await azure.stop();
  await rm(azure.dataDir, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  azure = await startTestAzure({ dataDir: azure.dataDir });
  app = createApplication(azure);
}

function personaOf(userPrincipalName: string) {
  const persona = azure.endpoints.personas.find((one) => one.userPrincipalName === userPrincipalName);
  if (persona === undefined) throw new Error(`no ${userPrincipalName}`);
  return persona;
}

function ownerClient() {
  const client = azure.endpoints.clients.find(({ name }) => name === "owner");
  if (client === undefined) throw new Error("no owner");
  return client;
}

function msalAuth(clientId = publicClientId): Configuration["auth"] {
  const { authority, tenantId } = azure.endpoints;
  return { clientId, authority: `${authority}/${tenantId}`, knownAuthorities: [new URL(authority).host] };
}

/** What the browser does: opens the page, with a person in the hint, and brings back the code. */
async function browse(url: string): Promise<URL> {
  const response = await fetch(url, { redirect: "manual" });
  return new URL(response.headers.get("location") ?? "");
}

async function signInByMsal(scopes: string[]): Promise<{ msal: PublicClientApplication; result: AuthenticationResult }> {
  const msal = new PublicClientApplication({ auth: msalAuth() });
  const { verifier: codeVerifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const url = await msal.getAuthCodeUrl({
    scopes,
    redirectUri,
    codeChallenge: challenge,
    codeChallengeMethod: "S256",
    loginHint: upn.operator,
    nonce: "n-1",
  });
  const code = (await browse(url)).searchParams.get("code") ?? "";
  return { msal, result: await msal.acquireTokenByCode({ code, codeVerifier, scopes, redirectUri }, { nonce: "n-1", code }) };
}

describe("An application that uses MSAL", () => {
  it("signs a person in, knows the account, and refreshes for another resource without asking", async () => {
    const { msal, result } = await signInByMsal([armScope]);
    const { objectId } = personaOf(upn.operator);
    expect(result.account).toMatchObject({
      homeAccountId: `${objectId}.${azure.endpoints.tenantId}`,
      username: upn.operator,
      name: "Oscar Operator",
      localAccountId: objectId,
    });
    const account = (await msal.getTokenCache().getAllAccounts())[0];
    if (account === undefined) throw new Error("no account");
    const cached = await msal.acquireTokenSilent({ account, scopes: [armScope] });
    expect([cached.fromCache, cached.accessToken === result.accessToken]).toEqual([true, true]);
    const storage = await msal.acquireTokenSilent({ account, scopes: ["https://storage.azure.com/.default"] });
    expect([storage.fromCache, claimsOf(storage.accessToken).aud]).toEqual([false, "https://storage.azure.com"]);
  });

  it("signs a person in with a client of its own and its secret", async () => {
    const { clientId, clientSecret } = ownerClient();
    const msal = new ConfidentialClientApplication({ auth: { ...msalAuth(clientId), clientSecret } });
    const url = await msal.getAuthCodeUrl({ scopes: [armScope], redirectUri, loginHint: upn.reader, state: "s&t" });
    const location = await browse(url);
    expect(location.searchParams.get("state")).toBe("s&t");
    const code = location.searchParams.get("code") ?? "";
    const { accessToken } = await msal.acquireTokenByCode({ code, scopes: [armScope], redirectUri });
    expect(claimsOf(accessToken)).toMatchObject({ azp: clientId, azpacr: "1", upn: upn.reader });
  });
});

describe("An access token of a person", () => {
  const version = "api-version=2025-01-02";
  const call = async (person: string, method: string, path: string, body?: unknown) => {
    const { access_token } = await app.signIn(person);
    const response = await fetch(`${azure.endpoints.arm}${path}?${version}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as { error?: { code: string; message: string } } };
  };
  const snapshots = () => `/subscriptions/${azure.subscriptionId}/resourceGroups/Test-Group/providers/Microsoft.Compute/snapshots`;
  let diskId = "";
  beforeAll(() => {
    diskId = azure.world.createEmptyDisk({ name: "d", group: azure.group, sku: "Premium_LRS", sizeGib: 1 }).id;
  });
  const put = (person: string, name: string) => {
    const properties = { creationData: { createOption: "Copy", sourceResourceId: diskId }, incremental: true };
    return call(person, "PUT", `${snapshots()}/${name}`, { location: "westeurope", properties });
  };

  it("says who and by which application", async () => {
    const { access_token, scope, expires_in, client_info } = await app.signIn(upn.operator);
    const { objectId } = personaOf(upn.operator);
    expect(claimsOf(access_token)).toMatchObject({
      aud: "https://management.azure.com",
      iss: `${azure.endpoints.authority}/${azure.endpoints.tenantId}/v2.0`,
      tid: azure.endpoints.tenantId,
      oid: objectId,
      azp: publicClientId,
      azpacr: "0",
      name: "Oscar Operator",
      upn: upn.operator,
      preferred_username: upn.operator,
      scp: "user_impersonation",
      idtyp: "user",
    });
    expect([scope, expires_in]).toEqual([`https://management.azure.com/user_impersonation ${armScope}`, 3599]);
    expect(JSON.parse(Buffer.from(client_info, "base64url").toString())).toEqual({ uid: objectId, utid: azure.endpoints.tenantId });
  });

  it("may do what a client of the same role may, and names the person where it may not", async () => {
    expect((await call(upn.reader, "GET", snapshots())).status).toBe(200);
    expect((await put(upn.operator, "by-operator")).status).toBe(202);
    expect((await put(upn.owner, "by-owner")).status).toBe(202);
    const { status, body } = await put(upn.reader, "by-reader");
    expect([status, body.error?.code]).toEqual([403, "AuthorizationFailed"]);
    expect(body.error?.message).toContain(
      `The client '${upn.reader}' with object id '${personaOf(upn.reader).objectId}' does not have authorization to perform action 'Microsoft.Compute/snapshots/write' over scope '${snapshots()}/by-reader'`,
    );
  });

  it("for Graph, an ID token and a refresh token are all refused by ARM", async () => {
    const { id_token, refresh_token } = await app.signIn(upn.owner);
    const { access_token } = await app.signIn(upn.owner, { scope: "openid User.Read" });
    expect(claimsOf(access_token)).toMatchObject({ aud: "00000003-0000-0000-c000-000000000000", scp: "openid User.Read" });
    for (const token of [id_token, refresh_token, access_token]) {
      const response = await fetch(`${azure.endpoints.arm}${snapshots()}?${version}`, { headers: { authorization: `Bearer ${token}` } });
      expect(response.status).toBe(401);
    }
  });
});

describe("An ID token", () => {
  it("is verified with the published keys and says what was asked", async () => {
    const { id_token = "" } = await app.signIn(upn.reader, { nonce: "n-2", scope: `openid profile email ${armScope}` });
    const discovery = await fetch(`${azure.endpoints.authority}/${azure.endpoints.tenantId}/v2.0/.well-known/openid-configuration`);
    const { jwks_uri, issuer } = (await discovery.json()) as { jwks_uri: string; issuer: string };
    const { payload } = await jwtVerify(id_token, createRemoteJWKSet(new URL(jwks_uri)), { issuer, audience: publicClientId });
    expect(payload).toMatchObject({
      nonce: "n-2",
      oid: personaOf(upn.reader).objectId,
      tid: azure.endpoints.tenantId,
      name: "Rita Reader",
      preferred_username: upn.reader,
      email: upn.reader,
      ver: "2.0",
    });
    const forged = id_token.replace(/\.[^.]+$/, `.${"A".repeat(342)}`);
    const { keys } = (await (await fetch(jwks_uri)).json()) as { keys: Record<string, string>[] };
    expect(keys[0]?.kid).toBe(decodeProtectedHeader(id_token).kid);
    await expect(jwtVerify(forged, await importJWK(keys[0] ?? {}, "RS256"))).rejects.toThrow();
  });

  it("has another subject for every application, and none comes without openid", async () => {
    const otherId = "11111111-2222-4333-8444-555555555555";
    const first = await app.signIn(upn.reader);
    const code = await app.code(upn.reader, { client_id: otherId });
    const { body: other } = await app.token(app.redemption(code, { client_id: otherId }));
    const again = await app.signIn(upn.reader);
    const [a, b, c] = [first, other, again].map(({ id_token }) => claimsOf(id_token).sub);
    expect([a === c, a === b]).toEqual([true, false]);
    expect(await app.signIn(upn.reader, { scope: armScope })).not.toHaveProperty("id_token");
  });
});

describe("A code", () => {
  const refusal = ({ status, body }: TokenAnswer) => [status, body.error, body.error_codes];

  it("is good once", async () => {
    const code = await app.code(upn.owner);
    expect((await app.token(app.redemption(code))).status).toBe(200);
    expect(refusal(await app.token(app.redemption(code)))).toEqual([400, "invalid_grant", [54005]]);
  });

  it.each([
    ["another verifier", { code_verifier: "x".repeat(64) }, 501481],
    ["no verifier", { code_verifier: undefined }, 501481],
    ["another redirect_uri", { redirect_uri: `${redirectUri}/` }, 500112],
    ["no redirect_uri", { redirect_uri: undefined }, 500112],
    ["another application", { client_id: "11111111-2222-4333-8444-555555555555" }, 70000],
    ["another code", { code: "AAAA" }, 70000],
  ] satisfies [string, Parameters, number][])("is refused with %s, and stays good", async (_, changes, number) => {
    const code = await app.code(upn.owner);
    expect(refusal(await app.token(app.redemption(code, changes)))).toEqual([400, "invalid_grant", [number]]);
    expect((await app.token(app.redemption(code))).status).toBe(200);
  });

  it("may have a plain challenge", async () => {
    const redeem = async (method: string | undefined) => {
      const code = await app.code(upn.owner, { code_challenge: verifier, code_challenge_method: method });
      return (await app.token(app.redemption(code))).status;
    };
    expect([await redeem("plain"), await redeem(undefined), await redeem("S256")]).toEqual([200, 200, 400]);
  });

  it("that was asked without a challenge is not good with a verifier", async () => {
    const { clientId, clientSecret } = ownerClient();
    const code = await app.code(upn.owner, { client_id: clientId, code_challenge: undefined, code_challenge_method: undefined });
    const redemption = app.redemption(code, { client_id: clientId, client_secret: clientSecret });
    expect(refusal(await app.token(redemption))).toEqual([400, "invalid_grant", [501481]]);
    expect((await app.token({ ...redemption, code_verifier: undefined })).status).toBe(200);
  });

  it("of a known client needs its secret, and a public client has none", async () => {
    const { clientId, clientSecret } = ownerClient();
    const known = app.redemption(await app.code(upn.owner, { client_id: clientId }), { client_id: clientId });
    expect(refusal(await app.token(known))).toEqual([401, "invalid_client", [7000218]]);
    expect(refusal(await app.token({ ...known, client_secret: "wrong" }))).toEqual([401, "invalid_client", [7000215]]);
    expect((await app.token({ ...known, client_secret: clientSecret })).status).toBe(200);
    const open = app.redemption(await app.code(upn.owner), { client_secret: clientSecret });
    expect(refusal(await app.token(open))).toEqual([401, "invalid_client", [700025]]);
  });

  it("takes the secret as Basic authorization too", async () => {
    const { clientId, clientSecret } = ownerClient();
    const redemption = app.redemption(await app.code(upn.owner, { client_id: clientId }), { client_id: undefined });
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });
    expect(refusal(await app.token(redemption, basic(`${clientId}:%`)))).toEqual([401, "invalid_client", [7000215]]);
    expect((await app.token(redemption, basic(`${clientId}:${clientSecret}`))).status).toBe(200);
  });
});

describe("A refresh token", () => {
  const refresh = (token: string | undefined, changes: Parameters = {}) =>
    app.token({ grant_type: "refresh_token", client_id: publicClientId, refresh_token: token, ...changes });

  it("comes with offline_access only", async () => {
    expect(await app.signIn(upn.owner, { scope: armScope })).not.toHaveProperty("refresh_token");
    expect((await app.signIn(upn.owner)).refresh_token?.length).toBeGreaterThan(100);
  });

  it("gives new tokens of the same person, and its successor too", async () => {
    const { refresh_token } = await app.signIn(upn.operator);
    const first = (await refresh(refresh_token)).body;
    expect(claimsOf(first.access_token)).toMatchObject({ upn: upn.operator, aud: "https://management.azure.com" });
    expect(claimsOf(first.id_token)).toMatchObject({ preferred_username: upn.operator, aud: publicClientId });
    const second = (await refresh(first.refresh_token, { scope: "https://storage.azure.com/user_impersonation" })).body;
    expect(claimsOf(second.access_token)).toMatchObject({ upn: upn.operator, aud: "https://storage.azure.com" });
    expect(second.refresh_token).not.toBe(first.refresh_token);
  });

  it("is refused to another application, and when it was tampered with", async () => {
    const { refresh_token = "" } = await app.signIn(upn.owner);
    const other = await refresh(refresh_token, { client_id: "11111111-2222-4333-8444-555555555555" });
    expect([other.status, other.body.error_codes]).toEqual([400, [70000]]);
    for (const token of ["AAAA", refresh_token.replace(/.{9}$/, "AAAAAAAAA")]) {
      const { status, body } = await refresh(token);
      expect([status, body.error, body.error_codes]).toEqual([400, "invalid_grant", [9002313]]);
    }
  });
});

describe("A data directory that is opened again", () => {
  it("keeps people's ids and refresh tokens, and gets people if it was made before there were any", async () => {
    const { refresh_token } = await app.signIn(upn.reader);
    const before = azure.endpoints.personas;
    await azure.close();
    await restart();
    expect(azure.endpoints.personas).toEqual(before);
    const { body } = await app.token({ grant_type: "refresh_token", client_id: publicClientId, refresh_token });
    expect(claimsOf(body.access_token).oid).toBe(personaOf(upn.reader).objectId);

    await azure.close();
    const path = join(azure.dataDir, "identities.json");
    const { personas: _, checksum: __, ...old } = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify(old));
    await restart();
    expect(azure.endpoints.clients.map(({ clientId }) => clientId)).toEqual(
      old.clients.map(({ clientId }: { clientId: string }) => clientId),
    );
    expect(azure.endpoints.personas.map(({ userPrincipalName }) => userPrincipalName)).toEqual(Object.values(upn));
    expect((await app.signIn(upn.owner)).access_token).toBeDefined();

    const made = azure.endpoints.personas;
    await azure.close();
    await restart();
    expect(azure.endpoints.personas).toEqual(made);
  });
});
