import { route } from "#lib/server/api/route.ts";
import { readAccesses } from "#lib/services/audit/read-accesses.ts";

export const GET = route("GET /api/accesses", ({ app, context }) => readAccesses(app, context));
