import { route } from "#lib/server/api/route.ts";
import { eventStream } from "#lib/server/http/event-stream.ts";

export const GET = route("GET /api/operations/{id}/events", async ({ app, params, request, context }) => {
  const id = params.id ?? "";
  await app.desk.get(id, context);
  return eventStream(request.signal, (send, stopped) => app.stream.follow(id, context, stopped, (_row, json) => send("operation", json)));
});
