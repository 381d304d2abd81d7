import { route } from "#lib/server/api/route.ts";
import { simulateRetention } from "#lib/services/retention/simulate-retention.ts";

export const POST = route("POST /api/retention/simulate", ({ app, body, context }) => simulateRetention(app, body, context));
