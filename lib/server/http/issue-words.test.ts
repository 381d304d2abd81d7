import { expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { readQuery } from "./request-body.ts";

const query = z.object({ limit: z.coerce.number().int().min(1).max(10).optional(), kind: z.enum(["full", "incremental"]).optional() });
const order = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("copy"), name: z.string() }),
  z.object({ kind: z.literal("measure"), all: z.boolean().optional() }),
]);

function refusal(schema: z.ZodType, asked: string): AppError {
  try {
    readQuery(new URL(`http://localhost/?${asked}`), schema);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error(`${asked} was taken`);
}

test.each([
  [query, "limit=abc", "limit: it must be a number", undefined],
  [query, "limit=1.5", "limit: it must be a whole number", undefined],
  [query, "kind=half", "kind: it must be one of full, incremental", ["full", "incremental"]],
  [order, "", "kind: missing; it must be one of copy, measure", ["copy", "measure"]],
  [order, "kind=move", "kind: it must be one of copy, measure", ["copy", "measure"]],
  [order, "kind=copy", "name: missing; it must be a text", undefined],
])("a refusal names the field and what may be given (%#)", (schema, asked, message, allowed) => {
  const { message: told, details } = refusal(schema, asked);
  expect(told).toBe(message);
  expect(details?.allowed).toEqual(allowed);
});
