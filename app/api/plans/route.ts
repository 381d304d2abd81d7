import { route } from "#lib/server/api/route.ts";
import { makePlan } from "#lib/services/operations/operation-plans.ts";

export const POST = route("POST /api/plans", ({ app, body, context }) => makePlan(app, body, context));
