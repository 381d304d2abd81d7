import { csvResponse, route } from "#lib/server/route.ts";
import { disksCsv, listDisks } from "#lib/services/list-disks.ts";

export const GET = route("GET /api/disks", async ({ app, query, context }) =>
  query.format === "csv" ? csvResponse(await disksCsv(app, query, context), "disks") : listDisks(app, query, context),
);
