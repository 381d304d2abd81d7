import { expect, test } from "vitest";
import { parseOffset } from "./parse-offset.ts";

test.each([
  ["0", 0],
  ["1048576", 1_048_576],
  ["1,048,576", 1_048_576],
  [" 0x100000 ", 1_048_576],
  ["0X1f", 31],
  ["512 B", 512],
  ["12.5 GiB", 12.5 * 2 ** 30],
  ["4kib", 4096],
  ["64 TiB", 2 ** 46],
  ["1,024 MiB", 2 ** 30],
  ["450GB", 450e9],
  ["450 gb", 450e9],
  ["1.5 TB", 1.5e12],
  ["2,048 MB", 2048e6],
  ["8 kB", 8000],
])("%j is an offset", (text, bytes) => expect(parseOffset(text)?.bytes).toBe(bytes));

test.each(["", "GiB", "-1", "1.5.2", "12 G", "12 PB", "0x", "1,04", "1e9", "9999999999999999"])("%j is none", (text) =>
  expect(parseOffset(text)).toBeUndefined(),
);

test("what it was taken as is said in bytes, and of a decimal unit that it is one and what it is in binary", () => {
  expect(parseOffset("12.5gib")?.takenAs).toBe("12.5 GiB = 13,421,772,800 B");
  expect(parseOffset("450GB")?.takenAs).toBe("450 GB (powers of 1000) = 450,000,000,000 B = 419.095 GiB");
  expect(parseOffset("1 kb")?.takenAs).toBe("1 KB (powers of 1000) = 1,000 B = 0.977 KiB");
  expect(parseOffset("1,024")?.takenAs).toBe("1,024 B");
  expect(parseOffset("0x400")?.takenAs).toBe("0x400 = 1,024 B");
  expect(parseOffset("0.3 GiB")?.takenAs).toBe("0.3 GiB = 322,122,547 B");
});
