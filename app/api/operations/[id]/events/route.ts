import { route } from "#lib/server/api/route.ts";
import { operationEvents } from "#lib/server/http/operation-events.ts";

export const GET = route("GET /api/operations/{id}/events", async ({ app, params, request }) => {
  const id = params.id ?? "";
  await app.desk.get(id);
  return operationEvents(app.watch, id, () => app.desk.get(id), request.signal);
});
