import { describe, expect, it } from "vitest";
import { AppError, ERROR_KINDS, isErrorCode, toAppError } from "./app-error.ts";

describe("AppError", () => {
  it("takes status, title and retry policy from the table", () => {
    const error = new AppError("azure-throttled", "Azure asks to wait 10 s.", { details: { retryAfterMs: 10_000 } });
    expect(error).toMatchObject({
      status: 503,
      retryable: true,
      title: ERROR_KINDS["azure-throttled"].title,
      details: { retryAfterMs: 10_000 },
    });
    expect(error).toBeInstanceOf(Error);
  });

  it("lets one case differ in retryability", () => {
    expect(new AppError("azure-failed", "x", { retryable: true }).retryable).toBe(true);
  });

  it("wraps an unknown error as internal without showing its text", () => {
    const wrapped = toAppError(new Error("secret path"));
    expect(wrapped.code).toBe("internal");
    expect(wrapped.message).not.toContain("secret");
    expect(wrapped.cause).toBeInstanceOf(Error);
    expect(toAppError(wrapped)).toBe(wrapped);
  });

  it("uses only 4xx for what the caller can fix and 5xx for the rest", () => {
    const status = (code: keyof typeof ERROR_KINDS) => ERROR_KINDS[code].status;
    expect([status("invalid-input"), status("not-possible"), status("too-many"), status("not-implemented"), status("internal")]).toEqual([
      400, 409, 429, 501, 500,
    ]);
  });

  it("knows its codes from other text", () => {
    expect(isErrorCode("conflict")).toBe(true);
    expect(isErrorCode("toString")).toBe(false);
  });
});

it("an AppError of another copy of this module passes as the AppError it is", async () => {
  const other = (await import(/* @vite-ignore */ `./app-error.ts?copy=${Date.now()}`)) as typeof import("./app-error.ts");
  const foreign = new other.AppError("not-possible", "Azure says no.");
  expect(foreign).not.toBeInstanceOf(AppError);
  expect(toAppError(foreign)).toBe(foreign);
});
