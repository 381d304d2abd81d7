import { route } from "#lib/server/api/route.ts";
import { listWebhooks } from "#lib/services/webhooks/list-webhooks.ts";

export const GET = route("GET /api/webhooks", ({ app }) => listWebhooks(app));
