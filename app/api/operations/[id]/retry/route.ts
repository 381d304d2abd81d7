import { route } from "#lib/server/api/route.ts";

export const POST = route("POST /api/operations/{id}/retry", ({ app, params, context }) => app.desk.retry(params.id ?? "", context));
