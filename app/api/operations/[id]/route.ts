import { route } from "#lib/server/api/route.ts";

export const GET = route("GET /api/operations/{id}", ({ app, params, context }) => app.desk.get(params.id ?? "", context));
