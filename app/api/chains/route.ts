import { csvResponse, route } from "#lib/server/api/route.ts";
import { chainsCsv, listChains } from "#lib/services/chains/list-chains.ts";

export const GET = route("GET /api/chains", async ({ app, query, context }) =>
  query.format === "csv" ? csvResponse(await chainsCsv(app, query, context), "chains") : listChains(app, query, context),
);
