import { route } from "#lib/server/api/route.ts";
import { getDiff } from "#lib/services/diff/get-diff.ts";

export const GET = route("GET /api/diffs", ({ app, query, context }) => getDiff(app, query, context));
