import { route } from "#lib/server/api/route.ts";
import { getChain } from "#lib/services/chains/get-chain.ts";

export const GET = route("GET /api/chains/detail", ({ app, query, context }) => getChain(app, query.id, context));
