import { csvStreamResponse, route } from "#lib/server/api/route.ts";
import { listOperations, startOperation } from "#lib/services/operations/operation-requests.ts";
import { operationsCsv } from "#lib/services/operations/operations-csv.ts";

export const GET = route("GET /api/operations", async ({ app, query, context }) =>
  query.format === "csv" ? csvStreamResponse(operationsCsv(app, query, context), "operations") : listOperations(app, query, context),
);

export const POST = route("POST /api/operations", ({ app, body, request, context }) =>
  startOperation(app, body, { key: request.headers.get("idempotency-key"), plan: request.headers.get("snapscope-plan") }, context),
);
