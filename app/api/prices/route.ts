import { route } from "#lib/server/route.ts";
import { listPrices } from "#lib/services/list-prices.ts";

export const GET = route("GET /api/prices", ({ app, context }) => listPrices(app, context));
