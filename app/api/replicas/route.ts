import { csvResponse, route } from "#lib/server/api/route.ts";
import { listReplicas, replicaCsv } from "#lib/services/replicas/list-replicas.ts";

export const GET = route("GET /api/replicas", async ({ app, query, context }) =>
  query.format === "csv" ? csvResponse(await replicaCsv(app, query, context), "replicas") : listReplicas(app, query, context),
);
