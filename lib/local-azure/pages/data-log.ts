// The bytes that were written, one after the other in one file that only grows. A reference is a file offset.

import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

const bufferBytes = 1024 * 1024;

export class DataLog {
  readonly fd: number;
  #drainedBytes: number;
  #used = 0;
  readonly #buffer = Buffer.allocUnsafe(bufferBytes);

  constructor(path: string) {
    this.fd = openSync(path, "a+");
    this.#drainedBytes = fstatSync(this.fd).size;
  }

  get lengthBytes(): number {
    return this.#drainedBytes + this.#used;
  }

  append(bytes: Uint8Array): number {
    if (this.#used + bytes.length > bufferBytes) this.drain();
    const reference = this.lengthBytes;
    if (bytes.length >= bufferBytes / 4) {
      this.drain();
      this.#drainedBytes += writeAll(this.fd, bytes);
    } else {
      this.#buffer.set(bytes, this.#used);
      this.#used += bytes.length;
    }
    return reference;
  }

  read(reference: number, into: Uint8Array): void {
    if (reference + into.length > this.#drainedBytes) this.drain();
    let done = 0;
    while (done < into.length) {
      const count = readSync(this.fd, into, done, into.length - done, reference + done);
      if (count === 0) throw new Error(`the data log ends before byte ${reference + into.length}`);
      done += count;
    }
  }

  /** Hands what is buffered to the operating system: it then survives the end of this process. */
  drain(): void {
    if (this.#used === 0) return;
    const count = writeAll(this.fd, this.#buffer.subarray(0, this.#used));
    this.#used = 0;
    this.#drainedBytes += count;
  }

  close(): void {
    this.drain();
    closeSync(this.fd);
  }
}

export function writeAll(fd: number, bytes: Uint8Array): number {
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done);
  return done;
}
