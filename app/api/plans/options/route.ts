import { route } from "#lib/server/api/route.ts";
import { getPlanOptions } from "#lib/services/operations/operation-plans.ts";

export const GET = route("GET /api/plans/options", ({ app, query, context }) => getPlanOptions(app, query, context));
