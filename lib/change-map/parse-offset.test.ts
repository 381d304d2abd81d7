import { expect, test } from "vitest";
import { parseOffset } from "./parse-offset.ts";

test.each([
  ["0", 0],
  ["1048576", 1_048_576],
  ["1,048,576", 1_048_576],
  [" 0x100000 ", 1_048_576],
  ["0X1f", 31],
  ["12.5 GiB", 12.5 * 2 ** 30],
  ["4kib", 4096],
  ["64 TiB", 2 ** 46],
  ["1,024 MiB", 2 ** 30],
])("%j is an offset", (text, offset) => expect(parseOffset(text)).toBe(offset));

test.each(["", "GiB", "-1", "1.5.2", "12 GB", "0x", "1,04", "1e9", "9999999999999999"])("%j is none", (text) =>
  expect(parseOffset(text)).toBeUndefined(),
);
