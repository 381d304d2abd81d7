import { csvResponse, route } from "#lib/server/api/route.ts";
import { getReclaim, reclaimCsv } from "#lib/services/reclaim/get-reclaim.ts";

export const GET = route("GET /api/reclaim", async ({ app, query, context }) =>
  query.format === "csv" ? csvResponse(await reclaimCsv(app, query, context), "reclaim") : getReclaim(app, query, context),
);
