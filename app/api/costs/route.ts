import { csvResponse, route } from "#lib/server/route.ts";
import { costsCsv, getCosts } from "#lib/services/get-costs.ts";

export const GET = route("GET /api/costs", async ({ app, query, context }) =>
  query.format === "csv" ? csvResponse(await costsCsv(app, query, context), "costs") : getCosts(app, query, context),
);
