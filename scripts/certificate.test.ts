import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { openSigningKey } from "#lib/adapters/artifacts/signing-key.ts";
import { canonicalJson } from "#lib/domain/verification/canonical-json.ts";
import type { Verification } from "#lib/domain/verification/verification.ts";
import { issueCertificate } from "#lib/services/verification/issue-certificate.ts";

const folder = mkdtempSync(join(tmpdir(), "snapscope-certificate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const signer = openSigningKey(folder);
const verification: Verification = {
  operationId: "op-1",
  level: "full",
  verdict: "equal",
  at: "2026-11-28T12:00:00.000Z",
  source: { id: "/s/a", uniqueId: "ua", name: "db01-7", region: "westeurope" },
  copy: { id: "/s/b", uniqueId: "ub", name: "db01-7-copy", region: "northeurope" },
  sizeBytes: 2 ** 30,
  chunkBytes: 65_536,
  dataChunks: 16,
  unlikeChunks: 0,
  comparedChunks: 16,
  comparedBytes: 2 ** 20,
  differingChunks: 0,
  firstDifference: null,
  sample: null,
  sourceSha256: "a".repeat(64),
  copySha256: "a".repeat(64),
};

function check(text: string, ...more: string[]) {
  const file = join(folder, "one.json");
  writeFileSync(file, text);
  return run(file, ...more);
}

function run(...args: string[]) {
  const script = fileURLToPath(new URL("./certificate.ts", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  return { status, said: stdout + stderr };
}

describe("npm run certificate", () => {
  const text = `${canonicalJson(issueCertificate(signer, verification))}\n`;

  test("ends with 0 for one that is genuine and says equal, and tells of what", () => {
    const { status, said } = check(text, "--key", signer.publicKey);
    expect(status).toBe(0);
    for (const part of [
      "Equal, as far as compared: every byte",
      "db01-7-copy, northeurope",
      `Genuine: signed with the key ${signer.publicKey}`,
    ])
      expect(said).toContain(part);
    expect(check(text)).toEqual({ status: 0, said: expect.stringContaining("that it is your dashboard's, see there") });
  });

  test("ends with 1 for one that was changed, is another's, or says that the copy differs", () => {
    expect(check(text.replace("northeurope", "westeurope"))).toEqual({ status: 1, said: expect.stringContaining("Not genuine") });
    expect(check(text, "--key", "another")).toEqual({ status: 1, said: expect.stringContaining("another key") });
    const bad = issueCertificate(signer, { ...verification, verdict: "different", differingChunks: 2, firstDifference: 70_000 });
    expect(check(canonicalJson(bad))).toEqual({ status: 1, said: expect.stringContaining("DIFFERENT") });
  });

  test("ends with 2 where there is nothing to look at", () => {
    for (const args of [[], ["a", "b"], [join(folder, "absent.json")], ["--other"]]) expect(run(...args).status).toBe(2);
  });
});
