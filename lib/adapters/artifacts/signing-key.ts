// The Ed25519 key that signs certificates: made once, in the data directory, readable by its owner only. It cannot be made again:
// with another one, what was signed before is another dashboard's.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#lib/domain/app-error.ts";
import type { Signer } from "#lib/services/ports/signer.ts";

/** In the data directory. */
const FOLDER = "signing";
const FILE = "ed25519.pem";

export function openSigningKey(dataDir: string): Signer {
  const folder = join(dataDir, FOLDER);
  const path = join(folder, FILE);
  const key = readKey(path) ?? makeKey(folder, path);
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  return { publicKey: x, sign: (bytes) => sign(null, bytes, key).toString("base64url") };
}

function readKey(path: string): KeyObject | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType !== "ed25519") throw new Error(`It is of type ${key.asymmetricKeyType}.`);
    chmodSync(path, 0o600);
    return key;
  } catch (cause) {
    throw new AppError("storage-damaged", `${path}, the key that signs certificates, is damaged. Restore it from a backup.`, { cause });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Under its name only when all of it is on the disk. */
function makeKey(folder: string, path: string): KeyObject {
  const { privateKey } = generateKeyPairSync("ed25519");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  return privateKey;
}
