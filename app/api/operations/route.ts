import { csvStreamResponse, route } from "#lib/server/api/route.ts";
import { listOperations, startOperation } from "#lib/services/operations/operation-requests.ts";
import { operationsCsv } from "#lib/services/operations/operations-csv.ts";

export const GET = route("GET /api/operations", async ({ app, query }) =>
  query.format === "csv" ? csvStreamResponse(operationsCsv(app, query), "operations") : listOperations(app, query),
);

export const POST = route("POST /api/operations", ({ app, body, request, context }) =>
  startOperation(app, body, request.headers.get("idempotency-key"), context),
);
