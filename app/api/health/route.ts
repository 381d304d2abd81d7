import { route } from "#lib/server/api/route.ts";
import { readHealth } from "#lib/services/health/read-health.ts";

export const GET = route("GET /api/health", ({ app, context }) => readHealth(app, context));
