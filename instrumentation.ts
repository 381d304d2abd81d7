// Next calls this once when the server starts: the container is made then, not at the first request, so that
// operations a restart interrupted go on even when nobody opens a page.
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startContainer } = await import("#lib/server/wiring/container.ts");
  const { offerEventHandlers } = await import("#lib/server/process-state.ts");
  const [all, one] = await Promise.all([import("#app/api/events/route.ts"), import("#app/api/operations/[id]/events/route.ts")]);
  offerEventHandlers({ "GET /api/events": all.GET, "GET /api/operations/{id}/events": one.GET });
  await startContainer();
}
