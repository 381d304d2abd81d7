// A file that tells whether it still is what was written under its name: a flipped bit, a file under another one's name, a
// cut or lengthened one is noticed at every read.
//
//   │ content … │ "SNPSEAL1" │ sha256(name, 0, content) │
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { basename } from "node:path";

const MAGIC = Buffer.from("SNPSEAL1");
const HASH_BYTES = 32;
const SEAL_BYTES = MAGIC.length + HASH_BYTES;

/** The content and its seal, to be written to a file of this name. */
export async function* withSeal(name: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hash = hashFor(name);
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
  yield Buffer.concat([MAGIC, hash.digest()]);
}

/** All of the content; undefined where it is not what was written. */
export async function readSealed(path: string): Promise<Uint8Array | undefined> {
  const file = await readFile(path);
  const content = file.subarray(0, Math.max(0, file.length - SEAL_BYTES));
  return sealOf(basename(path), [content]).equals(file.subarray(content.length)) ? content : undefined;
}

/** Reads all of it; the length of the content, or undefined where it is not what was written. */
export async function checkSealed(path: string): Promise<number | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = size - SEAL_BYTES;
    if (length < 0) return undefined;
    const hash = hashFor(basename(path));
    if (length > 0) for await (const chunk of createReadStream(path, { end: length - 1 })) hash.update(chunk);
    const seal = Buffer.alloc(SEAL_BYTES);
    await file.read(seal, 0, SEAL_BYTES, length);
    return Buffer.concat([MAGIC, hash.digest()]).equals(seal) ? length : undefined;
  } finally {
    await file.close();
  }
}

function sealOf(name: string, content: Iterable<Uint8Array>): Buffer {
  const hash = hashFor(name);
  for (const chunk of content) hash.update(chunk);
  return Buffer.concat([MAGIC, hash.digest()]);
}

function hashFor(name: string) {
  return createHash("sha256").update(name).update("\0");
}
