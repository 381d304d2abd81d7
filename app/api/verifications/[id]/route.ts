import { route } from "#lib/server/api/route.ts";
import { getVerification } from "#lib/services/verification/get-verification.ts";

export const GET = route("GET /api/verifications/{id}", ({ app, params, context }) => getVerification(app, params.id ?? "", context));
