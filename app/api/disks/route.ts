import { csvResponse, route } from "#lib/server/api/route.ts";
import { disksCsv, listDisks } from "#lib/services/inventory/list-disks.ts";

export const GET = route("GET /api/disks", async ({ app, query, context }) =>
  query.format === "csv" ? csvResponse(await disksCsv(app, query, context), "disks") : listDisks(app, query, context),
);
