import { csvStreamResponse, route } from "#lib/server/api/route.ts";
import { auditCsv, readAudit } from "#lib/services/audit/read-audit.ts";

export const GET = route("GET /api/audit", async ({ app, query, context }) =>
  query.format === "csv" ? csvStreamResponse(auditCsv(app, query, context), "audit") : readAudit(app, query, context),
);
