import { csvResponse, route } from "#lib/server/api/route.ts";
import { listSnapshots, snapshotsCsv } from "#lib/services/inventory/list-snapshots.ts";

export const GET = route("GET /api/snapshots", async ({ app, query, context }) =>
  query.format === "csv" ? csvResponse(await snapshotsCsv(app, query, context), "snapshots") : listSnapshots(app, query, context),
);
