import { readAudit } from "#lib/server/audit.ts";
import { route } from "#lib/server/route.ts";

export const GET = route("GET /api/audit", ({ app }) => readAudit(app));
