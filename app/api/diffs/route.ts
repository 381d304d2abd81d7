import { route } from "#lib/server/route.ts";
import { getDiff } from "#lib/services/get-diff.ts";

export const GET = route("GET /api/diffs", ({ app, query, context }) => getDiff(app, query, context));
