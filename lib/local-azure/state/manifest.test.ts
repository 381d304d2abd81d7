// A data directory that was used opens as it was or is refused by name: never a new estate in the place of the old one.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startLocalAzure } from "../server.ts";

const parts = [
  "settings.json",
  "identities.json",
  "ca-key.pem",
  "ca.pem",
  "token-key.pem",
  "records.jsonl",
  "pages/data",
  "accounts/accounts.json",
];
const scratch = mkdtempSync(join(tmpdir(), "local-azure-manifest-"));
const used = join(scratch, "used");
const dataDir = join(scratch, "data");
let tenantId: string;

beforeAll(async () => {
  const azure = await startLocalAzure({ dataDir: used, seed: "scale:3" });
  tenantId = azure.endpoints.tenantId;
  await azure.close();
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeEach(() => cpSync(used, dataDir, { recursive: true }));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function open() {
  const azure = await startLocalAzure({ dataDir });
  const estate = { tenantId: azure.endpoints.tenantId, seed: azure.endpoints.seed, snapshots: azure.world.snapshots.size };
  await azure.close();
  return estate;
}

/** No manifest, no checksums, records as JSON alone. */
function makeOlder() {
  rmSync(join(dataDir, "manifest.json"));
  for (const name of ["settings.json", "identities.json", "accounts/accounts.json"]) {
    const { checksum: _, ...content } = JSON.parse(readFileSync(join(dataDir, name), "utf8"));
    writeFileSync(join(dataDir, name), JSON.stringify(content));
  }
  const [, ...lines] = readFileSync(join(dataDir, "records.jsonl"), "utf8").split("\n");
  writeFileSync(join(dataDir, "records.jsonl"), lines.map((line) => line.slice(line.indexOf("["))).join("\n"));
}

describe.each([
  ["of this version", () => undefined],
  ["of the version before", makeOlder],
])("a directory %s", (_, make) => {
  beforeEach(make);

  it("opens as it was, again and again", async () => {
    const estate = { tenantId, seed: "scale:3", snapshots: 3 };
    expect([await open(), await open()]).toEqual([estate, estate]);
  });

  it.each(parts)("is refused without %s, with its name and what to do, and nothing is made in its place", async (part) => {
    rmSync(join(dataDir, part));
    const before = readdirSync(dataDir, { recursive: true });
    await expect(open()).rejects.toThrow(
      `The data directory ${dataDir} was used before, and now ${part} is missing. Restore the data directory from a backup, or choose another one.`,
    );
    expect(readdirSync(dataDir, { recursive: true })).toEqual(before);
  });

  it.each(parts.filter((part) => part !== "pages/data"))("is refused when %s was emptied", async (part) => {
    writeFileSync(join(dataDir, part), "");
    await expect(open()).rejects.toThrow(`${part} is empty`);
  });

  it.each(["pages/data", "pages/checkpoint", "pages/journal-1"])(
    "is refused when %s was lost with bytes that records are of",
    async (part) => {
      rmSync(join(dataDir, part));
      await expect(open()).rejects.toThrow(/Restore the data directory from a backup/);
    },
  );
});

it("all that is missing is named at once", async () => {
  for (const part of ["settings.json", "records.jsonl"]) rmSync(join(dataDir, part));
  await expect(open()).rejects.toThrow("settings.json is missing, records.jsonl is missing");
});

it.each(["ca-key.pem", "ca.pem", "token-key.pem"])("one bit of %s that flipped is noticed", async (part) => {
  flipBit(join(dataDir, part), 800);
  await expect(open()).rejects.toThrow(`${part} is not what it was`);
});

it.each(["settings.json", "identities.json", "accounts/accounts.json", "manifest.json"])("so is one of %s", async (part) => {
  flipBit(join(dataDir, part), 100);
  await expect(open()).rejects.toThrow(/is damaged|is not what it was/);
});

it("a certificate that is not what it was is made anew: the authority is the same", async () => {
  flipBit(join(dataDir, "server-key.pem"), 1000);
  flipBit(join(dataDir, "server.pem"), 3000);
  expect(await open()).toMatchObject({ tenantId, snapshots: 3 });
});

it("a making that was broken off begins again", async () => {
  rmSync(dataDir, { recursive: true });
  const failing = startLocalAzure({ dataDir, seed: "scale:3", clock: undefined, port: -1 });
  await expect(failing).rejects.toThrow();
  rmSync(join(dataDir, "records.jsonl"));
  rmSync(join(dataDir, "settings.json"));
  expect(await startAndClose()).toBe(3);
  expect(await open()).toMatchObject({ snapshots: 3 });
});

async function startAndClose() {
  const azure = await startLocalAzure({ dataDir, seed: "scale:3" });
  await azure.close();
  return azure.world.snapshots.size;
}

function flipBit(path: string, bit: number) {
  const bytes = readFileSync(path);
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  writeFileSync(path, bytes);
}
