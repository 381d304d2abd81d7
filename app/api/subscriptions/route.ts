import { route } from "#lib/server/route.ts";
import { listSubscriptions } from "#lib/services/list-subscriptions.ts";

export const GET = route("GET /api/subscriptions", ({ app, context }) => listSubscriptions(app, context));
