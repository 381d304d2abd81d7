import { route } from "#lib/server/api/route.ts";
import { listPrices } from "#lib/services/costs/list-prices.ts";

export const GET = route("GET /api/prices", ({ app, context }) => listPrices(app, context));
