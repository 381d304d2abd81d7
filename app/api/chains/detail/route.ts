import { csvResponse, route } from "#lib/server/api/route.ts";
import { chainCsv, getChain } from "#lib/services/chains/get-chain.ts";

export const GET = route("GET /api/chains/detail", async ({ app, query, context }) =>
  query.format === "csv" ? csvResponse(await chainCsv(app, query.id, context), "chain") : getChain(app, query.id, context),
);
