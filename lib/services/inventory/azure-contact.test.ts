import { expect, test } from "vitest";
import { AppError } from "#lib/domain/app-error.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { createAzureContact } from "./azure-contact.ts";

const context = { requestId: "r", principal: testPrincipal };
const throttled = new AppError("azure-throttled", "Not for five minutes.", { details: { retryAfterMs: 300_000 } });

test("who was asked to wait asks nothing before that, unless a person insists", async () => {
  const clock = { now: 0, nowMs: () => clock.now };
  const calls: string[] = [];
  const refuse = (what: string) => async () => {
    calls.push(what);
    throw throttled;
  };
  const azure = { read: refuse("read"), reach: refuse("reach"), getSnapshot: async () => undefined, getDisk: async () => undefined };
  const { inventory, reach } = createAzureContact(azure, clock);
  const refusal = { code: "azure-throttled", message: expect.stringContaining("before 1970-01-01 00:05:00 UTC") };
  await expect(inventory.read(context)).rejects.toThrow("Not for five minutes.");
  clock.now = 299_000;
  await expect(inventory.read(context)).rejects.toMatchObject({ ...refusal, details: { retryAfterMs: 1000 } });
  await expect(reach(context)).rejects.toMatchObject(refusal);
  expect(calls).toEqual(["read"]);
  await expect(inventory.read(context, { isInsisted: true })).rejects.toThrow("Not for five minutes.");
  clock.now = 600_000;
  await expect(reach(context)).rejects.toThrow("Not for five minutes.");
  expect(calls).toEqual(["read", "read", "reach"]);
});
