import { route } from "#lib/server/api/route.ts";
import { eventStream } from "#lib/server/http/event-stream.ts";

export const GET = route("GET /api/operations/{id}/events", async ({ app, params, request, context }) => {
  const id = params.id ?? "";
  await app.desk.get(id, context);
  return eventStream(request.signal, (send, stopped) =>
    app.watch.follow(
      () => app.desk.get(id, context),
      id,
      stopped,
      (row) => send("operation", JSON.stringify(row)),
    ),
  );
});
