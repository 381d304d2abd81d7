// The 64-bit CRC of Azure Storage (x-ms-content-crc64): reflected polynomial 0x9A6C9329AC4BC9B5, all ones in and out,
// sent as base64 of the eight bytes, least significant first. Eight bytes a step, each half of the register a Uint32.

const polynomialHigh = 0x9a6c9329;
const polynomialLow = 0xac4bc9b5;
const { high, low } = makeTables();

/** The register after all bytes, as the header has it. */
export function crc64(bytes: Uint8Array): Buffer {
  let crcLow = 0xffffffff;
  let crcHigh = 0xffffffff;
  const wholeSteps = bytes.length - (bytes.length % 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < wholeSteps; i += 8) {
    const a = crcLow ^ view.getUint32(i, true);
    const b = crcHigh ^ view.getUint32(i + 4, true);
    const [a0, a1, a2, a3] = [1792 + (a & 255), 1536 + ((a >>> 8) & 255), 1280 + ((a >>> 16) & 255), 1024 + (a >>> 24)];
    const [b0, b1, b2, b3] = [768 + (b & 255), 512 + ((b >>> 8) & 255), 256 + ((b >>> 16) & 255), b >>> 24];
    crcLow = at(low, a0) ^ at(low, a1) ^ at(low, a2) ^ at(low, a3) ^ at(low, b0) ^ at(low, b1) ^ at(low, b2) ^ at(low, b3);
    crcHigh = at(high, a0) ^ at(high, a1) ^ at(high, a2) ^ at(high, a3) ^ at(high, b0) ^ at(high, b1) ^ at(high, b2) ^ at(high, b3);
  }
  for (let i = wholeSteps; i < bytes.length; i += 1) {
    const index = (crcLow ^ at(bytes, i)) & 255;
    crcLow = ((crcLow >>> 8) | (crcHigh << 24)) ^ at(low, index);
    crcHigh = (crcHigh >>> 8) ^ at(high, index);
  }
  const sum = Buffer.alloc(8);
  sum.writeUInt32LE(~crcLow >>> 0, 0);
  sum.writeUInt32LE(~crcHigh >>> 0, 4);
  return sum;
}

/** An index known to be inside. */
function at(items: ArrayLike<number>, index: number): number {
  return items[index] as number;
}

/** Table k, at k × 256: what a byte adds when k more bytes follow it. */
function makeTables(): { high: Uint32Array; low: Uint32Array } {
  const high = new Uint32Array(2048);
  const low = new Uint32Array(2048);
  for (let byte = 0; byte < 256; byte += 1) {
    let [h, l] = [0, byte];
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (isOdd) [h, l] = [h ^ polynomialHigh, l ^ polynomialLow];
    }
    [high[byte], low[byte]] = [h, l];
  }
  for (let entry = 256; entry < 2048; entry += 1) {
    const [h, l] = [at(high, entry - 256), at(low, entry - 256)];
    low[entry] = ((l >>> 8) | (h << 24)) ^ at(low, l & 255);
    high[entry] = (h >>> 8) ^ at(high, l & 255);
  }
  return { high, low };
}
