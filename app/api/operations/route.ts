import { csvResponse, route } from "#lib/server/api/route.ts";
import { listOperations, startOperation } from "#lib/services/operations/operation-requests.ts";
import { operationsCsv } from "#lib/services/operations/operations-csv.ts";

export const GET = route("GET /api/operations", async ({ app, query }) => {
  const list = await listOperations(app, query);
  return query.format === "csv" ? csvResponse(operationsCsv(list.items), "operations") : list;
});

export const POST = route("POST /api/operations", ({ app, body, request, context }) =>
  startOperation(app, body, request.headers.get("idempotency-key"), context),
);
