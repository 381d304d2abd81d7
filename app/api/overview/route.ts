import { route } from "#lib/server/api/route.ts";
import { getOverview } from "#lib/services/overview/get-overview.ts";

export const GET = route("GET /api/overview", ({ app, query, context }) => getOverview(app, query, context));
