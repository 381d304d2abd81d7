import { describe, expect, it } from "vitest";
import { graphResource, narrowScope, parseScopes } from "./scopes.ts";

const arm = "https://management.azure.com";
const form = (entries: Record<string, string>) => new URLSearchParams(entries);

describe("Scopes", () => {
  it("name one resource and what may be done there", () => {
    expect(parseScopes(`openid ${arm}/.default offline_access`)).toEqual({
      openId: ["openid", "offline_access"],
      resource: arm,
      permissions: ["user_impersonation"],
      granted: [`${arm}/user_impersonation`, `${arm}/.default`],
    });
    expect(parseScopes(`${arm}/user_impersonation`).granted).toEqual([`${arm}/user_impersonation`]);
  });

  it("keep the slash a resource ends with", () => expect(parseScopes(`${arm}//.default`).resource).toBe(`${arm}/`));

  it("without a resource are Graph's", () => {
    expect(parseScopes("openid profile User.Read offline_access")).toMatchObject({
      resource: graphResource,
      permissions: ["openid", "profile", "User.Read"],
    });
    expect(parseScopes("openid").resource).toBe(graphResource);
  });

  it("of two resources are refused", () =>
    expect(() => parseScopes(`${arm}/.default https://storage.azure.com/.default`)).toThrow(expect.objectContaining({ code: 28000 })));

  it.each(["nowhere/.default", `${arm}/a<b`, "a$b"])("are refused when malformed: %s", (scope) =>
    expect(() => parseScopes(scope)).toThrow(expect.objectContaining({ error: "invalid_scope", code: 70011 })),
  );

  it("of a token request replace the resource and keep OpenID's words", () => {
    const signedInFor = `openid offline_access ${arm}/.default`;
    expect(narrowScope(form({}), signedInFor)).toBe(signedInFor);
    expect(narrowScope(form({ scope: "openid" }), signedInFor)).toBe(signedInFor);
    expect(narrowScope(form({ scope: "https://storage.azure.com/.default" }), signedInFor)).toBe(
      "openid offline_access https://storage.azure.com/.default",
    );
    expect(narrowScope(form({ resource: "https://storage.azure.com" }), "openid")).toBe("openid https://storage.azure.com/.default");
  });
});
