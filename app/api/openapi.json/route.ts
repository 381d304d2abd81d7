import { openApiDocument } from "#lib/server/api/openapi.ts";
import { route } from "#lib/server/api/route.ts";

export const GET = route("GET /api/openapi.json", async ({ app }) => openApiDocument(app.config.version, app.api));
