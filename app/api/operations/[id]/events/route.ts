import { operationEvents } from "#lib/server/operation-events.ts";
import { route } from "#lib/server/route.ts";

export const GET = route("GET /api/operations/{id}/events", async ({ app, params, request }) => {
  const id = params.id ?? "";
  await app.desk.get(id);
  return operationEvents(app.watch, id, () => app.desk.get(id), request.signal);
});
