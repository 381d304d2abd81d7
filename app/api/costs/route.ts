import { csvResponse, route } from "#lib/server/api/route.ts";
import { costsCsv, getCosts } from "#lib/services/costs/get-costs.ts";

export const GET = route("GET /api/costs", async ({ app, query, context }) => {
  if (query.format === "json") return getCosts(app, query, context);
  const { text, name } = await costsCsv(app, query, context);
  return csvResponse(text, name);
});
