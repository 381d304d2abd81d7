import { csvResponse, route } from "#lib/server/api/route.ts";
import { holdsCsv, listHolds } from "#lib/services/holds/list-holds.ts";
import { setHold } from "#lib/services/holds/set-hold.ts";

export const GET = route("GET /api/holds", async ({ app, query, context }) =>
  query.format === "csv" ? csvResponse(await holdsCsv(app, query, context), "holds") : listHolds(app, query, context),
);

export const POST = route("POST /api/holds", ({ app, body, context }) => setHold(app, body, context));
