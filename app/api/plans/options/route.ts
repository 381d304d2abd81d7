import { route } from "#lib/server/route.ts";
import { getPlanOptions } from "#lib/services/plan-options.ts";

export const GET = route("GET /api/plans/options", ({ app, query, context }) => getPlanOptions(app, query, context));
