import { readHealth } from "#lib/server/health.ts";
import { route } from "#lib/server/route.ts";

export const GET = route("GET /api/health", ({ app, context }) => readHealth(app, context));
