import { expect, test } from "vitest";
import { BlobError } from "./blob-error.ts";
import type { BlobRequest } from "./blob-request.ts";
import { assertConditions } from "./conditions.ts";

const etag = '"0x8D1"';
const lastModifiedMs = Date.parse("2026-03-05T20:45:00.500Z");
const at = (seconds: number) => new Date(lastModifiedMs + seconds * 1000).toUTCString();

/** The code of the refusal, "met" without one. */
function judged(method: string, headers: Record<string, string>): string {
  try {
    assertConditions({ method, headers } as unknown as BlobRequest, { etag, lastModifiedMs });
    return "met";
  } catch (error) {
    if (error instanceof BlobError) return `${error.status} ${error.code}`;
    throw error;
  }
}

test("a read is answered when the tag or the time is new, and refused when a tag or a time that must hold does not", () => {
  const other = '"0x8D2"';
  expect(judged("GET", { "if-none-match": etag, "if-modified-since": at(-10) })).toBe("met");
  expect(judged("GET", { "if-none-match": other, "if-modified-since": at(10) })).toBe("met");
  expect(judged("GET", { "if-none-match": etag, "if-modified-since": at(10) })).toBe("304 ConditionNotMet");
  expect(judged("HEAD", { "if-match": etag, "if-unmodified-since": at(-10) })).toBe("412 ConditionNotMet");
  expect(judged("GET", { "if-match": `${other}, ${etag}` })).toBe("met");
  expect(judged("GET", { "if-none-match": `${other}, ${etag}` })).toBe("304 ConditionNotMet");
  expect(judged("GET", { "if-none-match": "*" })).toBe("400 UnsatisfiableCondition");
});

test("a write has one condition, or a tag beside the time that says the same: then the tag decides", () => {
  expect(judged("PUT", { "if-match": etag, "if-unmodified-since": at(-10) })).toBe("met");
  expect(judged("PUT", { "if-none-match": etag, "if-modified-since": at(-10) })).toBe("412 ConditionNotMet");
  expect(judged("DELETE", { "if-unmodified-since": at(0) })).toBe("met");
  expect(judged("PUT", { "if-modified-since": at(0) })).toBe("412 ConditionNotMet");
  expect(judged("PUT", { "if-none-match": "*" })).toBe("412 ConditionNotMet");
  const many = "400 MultipleConditionHeadersNotSupported";
  expect(judged("PUT", { "if-match": etag, "if-none-match": '"0x8D2"' })).toBe(many);
  expect(judged("PUT", { "if-match": etag, "if-modified-since": at(-10) })).toBe(many);
  expect(judged("PUT", { "if-match": `${etag}, "0x8D2"` })).toBe(many);
});
