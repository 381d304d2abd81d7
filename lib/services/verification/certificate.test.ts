import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "#lib/domain/verification/canonical-json.ts";
import type { Verification } from "#lib/domain/verification/verification.ts";
import type { Signer } from "#lib/services/ports/signer.ts";
import { checkCertificate } from "./check-certificate.ts";
import { issueCertificate } from "./issue-certificate.ts";

function newSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { publicKey: publicKey.export({ format: "jwk" }).x ?? "", sign: (bytes) => sign(null, bytes, privateKey).toString("base64url") };
}

const signer = newSigner();
const verification: Verification = {
  operationId: "op-1",
  level: "sampled",
  verdict: "equal",
  at: "2026-11-28T12:00:00.000Z",
  source: { id: "/s/a", uniqueId: "ua", name: "a", region: "westeurope" },
  copy: { id: "/s/b", uniqueId: "ub", name: "b \u00fc", region: "northeurope" },
  sizeBytes: 2 ** 45,
  chunkBytes: 65_536,
  dataChunks: 1_000_000,
  unlikeChunks: 3,
  comparedChunks: 4596,
  comparedBytes: 4596 * 65_536,
  differingChunks: 0,
  firstDifference: null,
  sample: { seed: "seed", chunks: 4593, probability: 0.990_004_321, damagedChunks: 1000 },
  sourceSha256: "a".repeat(64),
  copySha256: "a".repeat(64),
};
const text = canonicalJson(issueCertificate(signer, verification));

/** Ways to every single value. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, one]) => pathsOf(one, [...path, name]));
}

function changed(value: unknown, path: string[], by: (before: unknown) => unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return by(value);
  return { ...(value as object), [name]: changed((value as Record<string, unknown>)[name], rest, by) };
}

describe("A certificate", () => {
  test("is genuine as it was issued, with a line end or without, under the key it is expected of", () => {
    for (const one of [text, `${text}\n`])
      for (const key of [undefined, signer.publicKey]) expect(checkCertificate(one, key)).toMatchObject({ isGenuine: true });
  });

  test("is the same whenever it is issued", () => expect(canonicalJson(issueCertificate(signer, verification))).toBe(text));

  test("of which any field was changed, dropped or added is not", () => {
    const all = pathsOf(JSON.parse(text));
    expect(all.length).toBeGreaterThan(25);
    const changes: ((before: unknown) => unknown)[] = [
      () => undefined,
      () => null,
      (before) => (typeof before === "number" ? before + 1 : `${before}1`),
      (before) => (typeof before === "string" ? before.toUpperCase() : 0),
      (before) => (before === "equal" ? "different" : before === null ? 0 : ["full", 5]),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.constantFrom(...changes), (path, by) => {
        const forged = canonicalJson(changed(JSON.parse(text), path, by));
        expect(checkCertificate(forged).isGenuine).toBe(forged === text);
      }),
      { numRuns: 400 },
    );
    for (const path of all.slice(0, 3))
      expect(checkCertificate(canonicalJson({ ...JSON.parse(text), [`more ${path}`]: 1 })).isGenuine).toBe(false);
  });

  test("of which any one byte was changed is not", () =>
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const forged = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        expect(checkCertificate(forged).isGenuine).toBe(forged === text);
      }),
      { numRuns: 400 },
    ));

  test("that says a thing twice is not, whichever of the two a reader takes", () =>
    expect(checkCertificate(text.replace('"verdict":"equal"', '"verdict":"different","verdict":"equal"')).isGenuine).toBe(false));

  test("signed by another one is only so where no key is expected", () => {
    const foreign = canonicalJson(issueCertificate(newSigner(), verification));
    expect(checkCertificate(foreign).isGenuine).toBe(true);
    expect(checkCertificate(foreign, signer.publicKey)).toEqual({ isGenuine: false, reason: expect.stringContaining("another key") });
  });

  test.each(["", "{}", "null", "[1]", "no json", '{"format":"snapscope-verification-1"}'])("is not %j", (other) =>
    expect(checkCertificate(other)).toMatchObject({ isGenuine: false }),
  );
});

test("Canonical JSON has no space and its names in order, whatever order they came in", () =>
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const one = canonicalJson(value);
      expect(JSON.parse(one)).toEqual(JSON.parse(JSON.stringify(value)));
      const turned = (v: unknown): unknown =>
        typeof v !== "object" || v === null || Array.isArray(v) ? v : Object.fromEntries(Object.entries(v).toReversed());
      expect(canonicalJson(turned(value))).toBe(one);
    }),
  ));
