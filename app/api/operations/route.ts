import { listOperations, startOperation } from "#lib/server/operation-requests.ts";
import { operationsCsv } from "#lib/server/operations-csv.ts";
import { csvResponse, route } from "#lib/server/route.ts";

export const GET = route("GET /api/operations", async ({ app, query }) => {
  const list = await listOperations(app, query);
  return query.format === "csv" ? csvResponse(operationsCsv(list.items), "operations") : list;
});

export const POST = route("POST /api/operations", ({ app, body, request, context }) =>
  startOperation(app, body, request.headers.get("idempotency-key"), context),
);
