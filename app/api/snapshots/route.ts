import { csvResponse, route } from "#lib/server/route.ts";
import { listSnapshots, snapshotsCsv } from "#lib/services/list-snapshots.ts";

export const GET = route("GET /api/snapshots", async ({ app, query, context }) =>
  query.format === "csv" ? csvResponse(await snapshotsCsv(app, query, context), "snapshots") : listSnapshots(app, query, context),
);
