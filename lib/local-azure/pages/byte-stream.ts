// Numbers, texts and byte runs written one after the other, and read back in the same order.

const firstCapacityBytes = 64 * 1024;

export class ByteWriter {
  #buffer = Buffer.allocUnsafe(firstCapacityBytes);
  #used = 0;

  uint32(value: number): void {
    this.#reserve(4);
    this.#used = this.#buffer.writeUInt32LE(value, this.#used);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#used = this.#buffer.writeDoubleLE(value, this.#used);
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  text(text: string): void {
    const bytes = Buffer.from(text, "utf8");
    this.uint32(bytes.length);
    this.bytes(bytes);
  }

  finish(): Buffer {
    return this.#buffer.subarray(0, this.#used);
  }

  #reserve(count: number): void {
    if (this.#used + count <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#used + count));
    this.#buffer.copy(larger, 0, 0, this.#used);
    this.#buffer = larger;
  }
}

export class ByteReader {
  readonly #buffer: Buffer;
  #position = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  uint32(): number {
    this.#position += 4;
    return this.#buffer.readUInt32LE(this.#position - 4);
  }

  double(): number {
    this.#position += 8;
    return this.#buffer.readDoubleLE(this.#position - 8);
  }

  into(target: Uint8Array): void {
    target.set(this.#take(target.length));
  }

  text(): string {
    return this.#take(this.uint32()).toString("utf8");
  }

  #take(count: number): Buffer {
    this.#position += count;
    return this.#buffer.subarray(this.#position - count, this.#position);
  }
}
