import { z } from "zod";
import type { OperationRow, operationList, operationQuery } from "#lib/contract/operations.ts";
import type { OperationRequest } from "#lib/contract/plans.ts";
import { AppError } from "#lib/domain/app-error.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { OperationDesk } from "./operation-desk.ts";

const keyPattern = /^[\x21-\x7e]{1,200}$/;
const offsetCursor = z.string().regex(/^\d{1,9}$/);

export function startOperation(
  deps: { desk: OperationDesk },
  request: OperationRequest,
  key: string | null,
  context: CallContext,
): Promise<OperationRow> {
  if (key !== null && !keyPattern.test(key)) {
    throw new AppError("invalid-input", "Idempotency-Key must be 1 to 200 visible ASCII characters.", {
      details: { field: "Idempotency-Key", given: key.slice(0, 200) },
    });
  }
  return deps.desk.submit(request, key ?? undefined, context);
}

export async function listOperations(
  deps: { desk: OperationDesk },
  query: z.output<typeof operationQuery>,
): Promise<z.infer<typeof operationList>> {
  const cursor = offsetCursor.safeParse(query.cursor ?? "0");
  if (!cursor.success)
    throw new AppError("invalid-input", "This cursor was not given by this list.", { details: { field: "cursor", given: query.cursor } });
  const offset = Number(cursor.data);
  const { items, total } = await deps.desk.list({
    state: query.state,
    ...(query.kind ? { kind: query.kind } : {}),
    limit: query.limit,
    offset,
  });
  const end = offset + items.length;
  return { items, total, ...(end < total ? { nextCursor: String(end) } : {}) };
}
