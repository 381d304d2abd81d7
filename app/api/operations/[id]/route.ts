import { route } from "#lib/server/route.ts";

export const GET = route("GET /api/operations/{id}", ({ app, params }) => app.desk.get(params.id ?? ""));
