import { route } from "#lib/server/api/route.ts";
import { certificateResponse } from "#lib/server/http/certificate-response.ts";
import { getCertificate } from "#lib/services/verification/get-verification.ts";

export const GET = route("GET /api/verifications/{id}/certificate", async ({ app, params, context }) =>
  certificateResponse(await getCertificate(app, params.id ?? "", context)),
);
