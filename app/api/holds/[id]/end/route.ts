import { route } from "#lib/server/api/route.ts";
import { changeHoldEnd } from "#lib/services/holds/lift-hold.ts";

export const POST = route("POST /api/holds/{id}/end", ({ app, body, params, context }) =>
  changeHoldEnd(app, params.id ?? "", body, context),
);
