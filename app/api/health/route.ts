import type { Health } from "#lib/contract/health.ts";
import { route } from "#lib/server/api/route.ts";
import { redact } from "#lib/server/redact.ts";
import { readHealth } from "#lib/services/health/read-health.ts";

export const GET = route("GET /api/health", async ({ app, context }) => redact(await readHealth(app, context)) as Health);
