import { route } from "#lib/server/api/route.ts";
import { rangesResponse } from "#lib/server/http/ranges-response.ts";
import { listDiffRanges } from "#lib/services/diff/list-diff-ranges.ts";

export const GET = route("GET /api/diffs/ranges", async ({ app, query, context }) =>
  rangesResponse(await listDiffRanges(app, query, context)),
);
