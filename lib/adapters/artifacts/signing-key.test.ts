import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSigningKey } from "./signing-key.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "snapscope-key-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test("The key is made once, is the owner's alone, and stays", () => {
  const first = openSigningKey(dataDir);
  expect(statSync(join(dataDir, "signing/ed25519.pem")).mode & 0o077).toBe(0);
  expect(statSync(join(dataDir, "signing")).mode & 0o077).toBe(0);
  expect(readdirSync(join(dataDir, "signing"))).toEqual(["ed25519.pem"]);
  const again = openSigningKey(dataDir);
  expect(again.publicKey).toBe(first.publicKey);
  expect(again.sign(Buffer.from("one"))).toBe(first.sign(Buffer.from("one")));
  expect(Buffer.from(first.publicKey, "base64url")).toHaveLength(32);
});

test("Each data directory has its own", () => {
  const other = mkdtempSync(join(tmpdir(), "snapscope-key-"));
  expect(openSigningKey(other).publicKey).not.toBe(openSigningKey(dataDir).publicKey);
  rmSync(other, { recursive: true });
});

test("A start that died while it made the key makes it again; one that is damaged is told, and none takes its place", () => {
  openSigningKey(dataDir);
  rmSync(join(dataDir, "signing/ed25519.pem"));
  writeFileSync(join(dataDir, "signing/ed25519.pem.new"), "-----BEGIN");
  const { publicKey } = openSigningKey(dataDir);
  expect(openSigningKey(dataDir).publicKey).toBe(publicKey);
  writeFileSync(join(dataDir, "signing/ed25519.pem"), "-----BEGIN PRIVATE KEY-----\nbroken");
  expect(() => openSigningKey(dataDir)).toThrow("the key that signs certificates, is damaged");
});
