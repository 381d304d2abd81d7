import { route } from "#lib/server/api/route.ts";
import { eventStream, untilAborted } from "#lib/server/http/event-stream.ts";

export const GET = route("GET /api/events", async ({ app, context: { requestId, principal }, request }) =>
  eventStream(request.signal, async (send, stopped) => {
    const leave = app.stream.subscribe({ requestId, principal }, ({ type, data }) => send(type, data));
    // Whatever changed before this moment is to be asked for.
    send("look", "{}");
    await untilAborted(stopped);
    leave();
  }),
);
