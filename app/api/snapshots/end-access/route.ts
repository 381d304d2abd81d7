import { route } from "#lib/server/api/route.ts";
import { endAccess } from "#lib/services/audit/end-access.ts";

export const POST = route("POST /api/snapshots/end-access", ({ app, body, context }) => endAccess(app, body, context));
