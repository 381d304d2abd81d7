import { route } from "#lib/server/api/route.ts";
import { listSubscriptions } from "#lib/services/inventory/list-subscriptions.ts";

export const GET = route("GET /api/subscriptions", ({ app, context }) => listSubscriptions(app, context));
