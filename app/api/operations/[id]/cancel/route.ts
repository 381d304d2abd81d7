import { route } from "#lib/server/api/route.ts";

export const POST = route("POST /api/operations/{id}/cancel", ({ app, params, context }) => app.desk.cancel(params.id ?? "", context));
