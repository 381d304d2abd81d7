import { route } from "#lib/server/api/route.ts";
import { readAudit } from "#lib/services/audit/read-audit.ts";

export const GET = route("GET /api/audit", ({ app, context }) => readAudit(app, context));
