import { route } from "#lib/server/route.ts";
import { getChain } from "#lib/services/get-chain.ts";

export const GET = route("GET /api/chains/detail", ({ app, query, context }) => getChain(app, query.id, context));
