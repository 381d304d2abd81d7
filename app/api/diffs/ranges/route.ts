import { rangesResponse } from "#lib/server/ranges-response.ts";
import { route } from "#lib/server/route.ts";
import { listDiffRanges } from "#lib/services/list-diff-ranges.ts";

export const GET = route("GET /api/diffs/ranges", async ({ app, query, context }) =>
  rangesResponse(await listDiffRanges(app, query, context)),
);
