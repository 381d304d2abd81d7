// GET /metadata/endpoints: how `az cloud register --endpoint-resource-manager` and others learn where the rest is.
// A single cloud in 2015-01-01, a list in later versions.

import type { IncomingMessage, ServerResponse } from "node:http";
import { sendCompactJson } from "./http.ts";

export async function answerMetadata(_req: IncomingMessage, res: ServerResponse, url: URL): Promise<boolean> {
  if (url.pathname.toLowerCase() !== "/metadata/endpoints") return false;
  const { origin } = url;
  const version = url.searchParams.get("api-version") ?? "2015-01-01";
  const authentication = { loginEndpoint: origin, audiences: ["https://management.core.windows.net/", "https://management.azure.com/"] };
  const old = { galleryEndpoint: origin, graphEndpoint: origin, portalEndpoint: origin, authentication };
  if (version < "2018") sendCompactJson(res, 200, old);
  else
    sendCompactJson(res, 200, [
      {
        name: "LocalAzure",
        resourceManager: origin,
        portal: origin,
        graph: origin,
        gallery: origin,
        batch: origin,
        media: origin,
        vmImageAliasDoc: origin,
        authentication: { ...authentication, tenant: "common", identityProvider: "AAD" },
        suffixes: {},
      },
    ]);
  return true;
}
