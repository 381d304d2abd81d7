import { route } from "#lib/server/api/route.ts";

export const POST = route("POST /api/inventory/refresh", async ({ app, context }) => {
  const { asOf } = await app.view.refresh({ requestId: context.requestId, principal: context.principal }, { isInsisted: true });
  return { asOf };
});
