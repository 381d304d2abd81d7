import { route } from "#lib/server/api/route.ts";
import { eventStream } from "#lib/server/http/event-stream.ts";

export const GET = route("GET /api/operations/{id}/events", async ({ app, params, request, context }) => {
  const id = params.id ?? "";
  await app.desk.get(id, context);
  // Of the request's own context only what holds for as long as the stream.
  const follower = { requestId: context.requestId, principal: context.principal };
  return eventStream(request.signal, (send, stopped) => app.stream.follow(id, follower, stopped, (_row, json) => send("operation", json)));
});
