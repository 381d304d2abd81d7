import { openApiDocument } from "#lib/server/openapi.ts";
import { route } from "#lib/server/route.ts";

export const GET = route("GET /api/openapi.json", async ({ app }) => openApiDocument(app.config.version));
