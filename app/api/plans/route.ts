import { route } from "#lib/server/route.ts";
import { makePlan } from "#lib/services/make-plan.ts";

export const POST = route("POST /api/plans", ({ app, body, context }) => makePlan(app, body, context));
