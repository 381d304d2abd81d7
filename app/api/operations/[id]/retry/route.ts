import { route } from "#lib/server/api/route.ts";

export const POST = route("POST /api/operations/{id}/retry", ({ app, params }) => app.desk.retry(params.id ?? ""));
