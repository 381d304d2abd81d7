import fc from "fast-check";
import { expect, test } from "vitest";
import { crc64 } from "./crc64.ts";

/** One bit at a time, straight from the definition. */
function bitwise(bytes: Uint8Array): bigint {
  let crc = 0xffffffffffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) crc = crc % 2n === 1n ? (crc >> 1n) ^ 0x9a6c9329ac4bc9b5n : crc >> 1n;
  }
  return crc ^ 0xffffffffffffffffn;
}

test("the check value of the algorithm comes out", () => {
  expect(crc64(Buffer.from("123456789")).readBigUInt64LE()).toBe(0xae8b14860a799888n);
});

test("any bytes give what the definition gives", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(crc64(bytes).readBigUInt64LE()).toBe(bitwise(bytes));
    }),
  );
});
