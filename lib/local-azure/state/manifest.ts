// What a data directory consists of (manifest.json): "making" from before there is anything else, and "made", with the
// parts by name, once all of it is there. So a directory that was used and lacks a part is told from a new one and from
// one whose making a crash broke off. What never changes once it is made is known by its bytes.
//
// A directory of a version before has no manifest: it was used if it has anything that is made after the seed.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DamagedDataDir } from "./damaged.ts";
import { readJsonFile, sealedJson } from "./json-file.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

interface Part {
  path: string;
  isMadeAfterSeed?: true;
  neverChanges?: true;
  mayBeEmpty?: true;
  /** Made when there is something to keep: missing in a directory without a manifest it says nothing. */
  isMadeLater?: true;
}

const parts: readonly Part[] = [
  { path: "settings.json", isMadeAfterSeed: true },
  { path: "identities.json" },
  { path: "ca-key.pem", neverChanges: true },
  { path: "ca.pem", neverChanges: true },
  { path: "token-key.pem", neverChanges: true, isMadeAfterSeed: true },
  { path: "records.jsonl" },
  { path: "pages/data", mayBeEmpty: true },
  { path: "accounts/accounts.json", isMadeAfterSeed: true },
  { path: "cost/cost.json", isMadeAfterSeed: true, isMadeLater: true },
];

/** Of each part the checksum where it never changes. */
interface Content {
  state: "making" | "made";
  parts: Record<string, string | null>;
}

export interface Manifest {
  /** All of the directory is there. */
  made(): Promise<void>;
}

/** Throws DamagedDataDir when a part of what was made is missing, empty, or not what it was. */
export async function openManifest(dataDir: string): Promise<Manifest> {
  const path = join(dataDir, "manifest.json");
  const known = readJsonFile<Content>(path);
  assertWhole(dataDir, known?.state === "made" ? known.parts : known === undefined ? partsOfOlderVersion(dataDir) : {});
  const write = (content: Content) => writeFileAtomically(path, sealedJson(content, { isPretty: true }));
  if (known === undefined) await write({ state: "making", parts: {} });
  return {
    async made() {
      const content: Content = { state: "made", parts: {} };
      for (const part of parts) {
        const file = join(dataDir, part.path);
        if (existsSync(file)) content.parts[part.path] = part.neverChanges ? hashOf(file) : null;
      }
      if (JSON.stringify(content) !== JSON.stringify(known)) await write(content);
    },
  };
}

function partsOfOlderVersion(dataDir: string): Content["parts"] {
  const traces = ["local-azure.json", ...parts.filter((part) => part.isMadeAfterSeed).map((part) => part.path)];
  const isUsed = traces.some((path) => existsSync(join(dataDir, path)));
  return isUsed ? Object.fromEntries(parts.filter((part) => !part.isMadeLater).map((part) => [part.path, null])) : {};
}

function assertWhole(dataDir: string, content: Content["parts"]): void {
  const problems = Object.entries(content).flatMap(([path, hash]) => {
    const file = join(dataDir, path);
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) return `${path} is missing`;
    const mayBeEmpty = parts.some((part) => part.path === path && part.mayBeEmpty);
    if (size === 0 && !mayBeEmpty) return `${path} is empty`;
    return hash === null || hash === hashOf(file) ? [] : `${path} is not what it was`;
  });
  if (problems.length > 0) throw new DamagedDataDir(`The data directory ${dataDir} was used before, and now ${problems.join(", ")}`);
}

function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("base64url");
}
