import { route } from "#lib/server/route.ts";
import { getOverview } from "#lib/services/get-overview.ts";

export const GET = route("GET /api/overview", ({ app, query, context }) => getOverview(app, query, context));
