import { route } from "#lib/server/api/route.ts";

export const GET = route("GET /api/operations/{id}", ({ app, params }) => app.desk.get(params.id ?? ""));
