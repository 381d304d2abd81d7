import { describe, expect, it } from "vitest";
import { codeMs, createAuthorizationCodes } from "./authorization-codes.ts";

const grant = {
  personaId: "p",
  clientId: "c",
  redirectUri: "http://localhost/",
  scope: "openid",
  nonce: undefined,
  challenge: undefined,
};

function codesAt(startMs: number) {
  const time = { nowMs: startMs };
  return { time, codes: createAuthorizationCodes(() => time.nowMs) };
}

describe("An authorization code", () => {
  it("is good for ten minutes and then refused as expired", () => {
    const { time, codes } = codesAt(0);
    const code = codes.issue(grant);
    time.nowMs = codeMs - 1;
    expect(codes.find(code)).toEqual(grant);
    time.nowMs = codeMs;
    expect(() => codes.find(code)).toThrow(expect.objectContaining({ error: "invalid_grant", code: 70008 }));
  });

  it("is refused as redeemed after its use", () => {
    const { codes } = codesAt(0);
    const code = codes.issue(grant);
    codes.redeem(code);
    expect(() => codes.find(code)).toThrow(expect.objectContaining({ error: "invalid_grant", code: 54005 }));
  });

  it("is forgotten in the end, and then as unknown as any other", () => {
    const { time, codes } = codesAt(0);
    const old = codes.issue(grant);
    time.nowMs = 10 * codeMs;
    codes.issue(grant);
    expect(() => codes.find(old)).toThrow(expect.objectContaining({ error: "invalid_grant", code: 70000 }));
  });

  it("is one of so many at most, the oldest going first", () => {
    const { codes } = codesAt(0);
    const [first = "", second = ""] = Array.from({ length: 10_001 }, () => codes.issue(grant));
    expect(() => codes.find(first)).toThrow(expect.objectContaining({ code: 70000 }));
    expect(codes.find(second)).toEqual(grant);
  });
});
