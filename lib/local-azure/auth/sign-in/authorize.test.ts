// The sign-in page by hand: who is let in, who is refused, and where the browser is sent.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Application, Parameters } from "../../testing/sign-in.ts";
import { armScope, createApplication, redirectUri, upn } from "../../testing/sign-in.ts";
import type { TestAzure } from "../../testing/test-azure.ts";
import { startTestAzure } from "../../testing/test-azure.ts";

let azure: TestAzure;
let app: Application;

beforeAll(async () => {
  azure = await startTestAzure();
  app = createApplication(azure);
});
afterAll(() => azure.stop());

/** Where the answer went, and what it says. */
async function answerOf(parameters: Parameters): Promise<Record<string, string>> {
  const location = new URL((await app.authorize(parameters)).headers.get("location") ?? "about:blank");
  return { to: location.origin + location.pathname, ...Object.fromEntries(location.searchParams) };
}

async function pageOf(parameters: Parameters) {
  const response = await app.authorize(parameters);
  return { status: response.status, location: response.headers.get("location"), headers: response.headers, html: await response.text() };
}

function linksOf(html: string): { text: string; url: string }[] {
  const toText = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  return [...html.matchAll(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].map(([, href = "", text = ""]) => ({
    text: toText(text.replace(/<[^>]+>/g, "")),
    url: new URL(toText(href), azure.endpoints.authority).href,
  }));
}

describe("The sign-in page", () => {
  it("offers each persona with name and roles, and following one goes back with code and state", async () => {
    const { status, html } = await pageOf({ state: "s" });
    const links = linksOf(html);
    expect([status, links.map(({ text }) => text)]).toEqual([
      200,
      [
        "Continue as Olivia Owner olivia@localazure.example Owner",
        "Continue as Oscar Operator oscar@localazure.example Reader, Disk Snapshot Contributor, Disk Restore Operator",
        "Continue as Rita Reader rita@localazure.example Reader",
        "Cancel",
      ],
    ]);
    const followed = await fetch(links[2]?.url ?? "", { redirect: "manual" });
    const location = new URL(followed.headers.get("location") ?? "");
    expect([followed.status, location.origin + location.pathname, location.searchParams.get("state")]).toEqual([302, redirectUri, "s"]);
    const { body } = await app.token(app.redemption(location.searchParams.get("code") ?? ""));
    expect(JSON.parse(atob(body.access_token.split(".")[1] ?? "")).name).toBe("Rita Reader");
  });

  it("tells the application when it is cancelled", async () => {
    const cancel = linksOf((await pageOf({ state: "s" })).html).at(-1)?.url ?? "";
    const location = new URL((await fetch(cancel, { redirect: "manual" })).headers.get("location") ?? "");
    expect(Object.fromEntries(location.searchParams)).toMatchObject({ error: "access_denied", error_subcode: "cancel", state: "s" });
  });

  it("runs no script, loads nothing, and is in no frame", async () => {
    const { headers, html } = await pageOf({});
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect([headers.get("x-frame-options"), headers.get("cache-control"), headers.get("referrer-policy")]).toEqual([
      "DENY",
      "no-store, no-cache",
      "no-referrer",
    ]);
    expect(html).not.toMatch(/<script|<img|<link|src=|url\(/);
  });

  it("shows what it was given as text only", async () => {
    const evil = `"><script>alert(1)</script>'&`;
    const pages = await Promise.all([
      pageOf({ login_hint: evil, state: evil, nonce: evil }),
      pageOf({ redirect_uri: `https://example.com/${evil}` }),
      pageOf({ client_id: evil }),
      pageOf({ state: evil, login_hint: upn.owner, response_mode: "form_post", redirect_uri: `http://localhost/?${evil}` }),
    ]);
    for (const { html } of pages) expect(html).not.toContain("<script>alert");
    expect(pages[0]?.html).toContain("There is no &#34;&#62;&#60;script&#62;");
  });

  it("also takes the request as a form", async () => {
    const body = new URL(app.authorizeUrl({ login_hint: upn.owner })).searchParams;
    const response = await fetch(`${app.base}/authorize`, { method: "POST", body, redirect: "manual" });
    expect(new URL(response.headers.get("location") ?? "").searchParams.get("code")).toMatch(/^[\w-]{40,}$/);
  });
});

describe("A request to sign in", () => {
  it.each([
    "https://example.com/callback",
    "http://localhost.example.com/",
    "http://localhost@example.com/",
    "//example.com",
    "javascript:alert(1)",
    "http://localhost\\@example.com/",
  ])("is never answered to %s, not even by an error", async (foreign) => {
    for (const changes of [{}, { login_hint: upn.owner }, { prompt: "none" }, { response_type: "token" }]) {
      const { status, location, html } = await pageOf({ redirect_uri: foreign, ...changes });
      expect([status, location]).toEqual([400, null]);
      expect(html).toContain("AADSTS50011");
      expect(linksOf(html)).toEqual([]);
    }
  });

  it.each([
    [{ redirect_uri: undefined }, "AADSTS900971"],
    [{ client_id: undefined }, "AADSTS900144"],
    [{ client_id: "my app" }, "AADSTS700016"],
  ])("with %j is refused on the page", async (changes, code) => {
    const { status, location, html } = await pageOf(changes);
    expect([status, location, html.includes(code)]).toEqual([400, null, true]);
  });

  it.each([
    [{ response_type: "token" }, "unsupported_response_type", "AADSTS700051"],
    [{ response_type: undefined }, "invalid_request", "AADSTS900144"],
    [{ response_mode: "web_message" }, "invalid_request", "AADSTS70007"],
    [{ scope: undefined }, "invalid_request", "AADSTS900144"],
    [{ scope: "nowhere/.default" }, "invalid_scope", "AADSTS70011"],
    [{ prompt: "often" }, "invalid_request", "AADSTS90023"],
    [{ code_challenge: undefined }, "invalid_request", "AADSTS9002325"],
    [{ code_challenge: "short" }, "invalid_request", "AADSTS501491"],
    [{ code_challenge_method: "S512" }, "invalid_request", "AADSTS501492"],
  ])("with %j is refused to the application", async (changes, error, code) => {
    const answer = await answerOf({ state: "s", login_hint: upn.owner, ...changes });
    expect(answer).toMatchObject({ to: redirectUri, error, state: "s", error_description: expect.stringContaining(`${code}: `) });
    expect(answer.code).toBeUndefined();
  });

  it("of a known client needs no challenge", async () => {
    const clientId = azure.endpoints.clients[0]?.clientId;
    expect(await answerOf({ client_id: clientId, code_challenge: undefined, login_hint: upn.owner })).toMatchObject({ to: redirectUri });
  });

  it("skips the page for a person it knows, in any case of letters", async () => {
    expect((await answerOf({ login_hint: "OSCAR@LocalAzure.example" })).code).toMatch(/^[\w-]{40,}$/);
    expect((await pageOf({ login_hint: "nobody@localazure.example" })).html).toContain("There is no nobody@localazure.example here.");
  });

  it.each(["login", "select_account", "consent"])("shows the page all the same with prompt=%s", async (prompt) => {
    const { status, html } = await pageOf({ login_hint: upn.owner, prompt });
    expect([status, html.includes("Continue as Olivia Owner")]).toEqual([200, true]);
    const response = await fetch(linksOf(html)[0]?.url ?? "", { redirect: "manual" });
    expect(response.headers.get("location")).toContain("code=");
  });

  it("with prompt=none is answered at once: a code for a person it knows, else login_required", async () => {
    expect((await answerOf({ prompt: "none", login_hint: upn.reader })).code).toMatch(/^[\w-]{40,}$/);
    for (const login_hint of [undefined, "nobody@localazure.example"]) {
      expect(await answerOf({ prompt: "none", login_hint, state: "s" })).toMatchObject({ error: "login_required", state: "s" });
    }
  });
});

describe("The answer to the application", () => {
  const state = `a b+c&d=e%20f#g?"<ü 漢>'/\\`;

  it("keeps a state of any characters, and the query the address had", async () => {
    const address = `${redirectUri}?keep=1%202`;
    expect(await answerOf({ redirect_uri: address, login_hint: upn.owner, state })).toMatchObject({ to: redirectUri, keep: "1 2", state });
  });

  it("comes in the fragment if asked", async () => {
    const response = await app.authorize({ response_mode: "fragment", login_hint: upn.owner, state, client_info: "1" });
    const location = new URL(response.headers.get("location") ?? "");
    const values = new URLSearchParams(location.hash.slice(1));
    expect([location.search, values.get("state"), values.get("code")?.length]).toEqual(["", state, 64]);
    expect(JSON.parse(Buffer.from(values.get("client_info") ?? "", "base64url").toString()).utid).toBe(azure.endpoints.tenantId);
  });

  it("comes as a form that sends itself if asked", async () => {
    const { status, headers, html } = await pageOf({ response_mode: "form_post", login_hint: upn.owner, state: `"><b>` });
    expect([status, headers.get("location")]).toEqual([200, null]);
    expect(html).toContain(`<form method="post" action="${redirectUri}">`);
    expect(html).toContain(`<input type="hidden" name="state" value="&#34;&#62;&#60;b&#62;">`);
    expect(headers.get("content-security-policy")).toMatch(/script-src 'sha256-[^']+'/);
  });
});

describe("Signing out", () => {
  const logout = (query: Record<string, string>) => fetch(`${app.base}/logout?${new URLSearchParams(query)}`, { redirect: "manual" });

  it("goes back to an address of this machine, with the state", async () => {
    const response = await logout({ post_logout_redirect_uri: `${redirectUri}?a=1`, state: "x y" });
    expect([response.status, response.headers.get("location")]).toEqual([302, `${redirectUri}?a=1&state=x%20y`]);
  });

  it("goes nowhere else", async () => {
    for (const query of [{}, { post_logout_redirect_uri: "https://example.com/" }]) {
      const response = await logout(query as Record<string, string>);
      expect([response.status, response.headers.get("location")]).toEqual([200, null]);
      expect(await response.text()).toContain("You signed out");
    }
  });
});

describe("Scripts of web pages", () => {
  const paths = ["oauth2/v2.0/token", "v2.0/.well-known/openid-configuration", "discovery/v2.0/keys"];
  const call = (path: string, method: string, origin: string) =>
    fetch(`${azure.endpoints.authority}/${azure.endpoints.tenantId}/${path}`, {
      method,
      headers: { origin, "access-control-request-headers": "x-client-sku", "access-control-request-method": "POST" },
    });

  it.each(paths)("of this machine may read %s", async (path) => {
    const origin = "http://localhost:3000";
    for (const method of ["OPTIONS", "GET"])
      expect((await call(path, method, origin)).headers.get("access-control-allow-origin")).toBe(origin);
    const preflight = await call(path, "OPTIONS", origin);
    expect([preflight.status, preflight.headers.get("access-control-allow-headers")]).toEqual([204, "x-client-sku"]);
  });

  it.each(paths)("of elsewhere may not read %s", async (path) => {
    for (const origin of ["https://example.com", "null"]) {
      for (const method of ["OPTIONS", "GET"])
        expect((await call(path, method, origin)).headers.get("access-control-allow-origin")).toBeNull();
      expect((await call(path, "OPTIONS", origin)).status).toBe(403);
    }
  });
});

describe("Discovery", () => {
  it("names what there is and nothing more", async () => {
    const response = await fetch(`${azure.endpoints.authority}/organizations/v2.0/.well-known/openid-configuration`);
    const document = (await response.json()) as Record<string, unknown>;
    expect(document).toMatchObject({
      authorization_endpoint: `${app.base}/authorize`,
      end_session_endpoint: `${app.base}/logout`,
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
      code_challenge_methods_supported: ["plain", "S256"],
    });
    expect(document).not.toHaveProperty("device_authorization_endpoint");
  });

  it("lists the personas among the endpoints", () =>
    expect(azure.endpoints.personas.map(({ userPrincipalName, role }) => [userPrincipalName, role])).toEqual([
      [upn.owner, "Owner"],
      [upn.operator, "Reader, Disk Snapshot Contributor, Disk Restore Operator"],
      [upn.reader, "Reader"],
    ]));

  it("knows no device code", async () => {
    const { status, body } = await app.token({ grant_type: "urn:ietf:params:oauth:grant-type:device_code", scope: armScope });
    expect([status, body.error]).toEqual([400, "unsupported_grant_type"]);
  });
});
