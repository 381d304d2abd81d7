import { route } from "#lib/server/api/route.ts";
import { proposeReclaim } from "#lib/services/retention/propose-reclaim.ts";

export const POST = route("POST /api/reclaim/propose", ({ app, body, context }) => proposeReclaim(app, body, context));
