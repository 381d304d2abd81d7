import { route } from "#lib/server/api/route.ts";
import { liftHold } from "#lib/services/holds/lift-hold.ts";

export const POST = route("POST /api/holds/{id}/lift", ({ app, body, params, context }) => liftHold(app, params.id ?? "", body, context));
