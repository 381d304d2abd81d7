// What answers on the ARM listener, in order: sign-in, cloud metadata, prices, admin, costs, then Resource Manager.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdminDeps } from "./admin/handler.ts";
import { createAdminHandler } from "./admin/handler.ts";
import type { ArmDeps } from "./arm/router.ts";
import { createArmHandler } from "./arm/router.ts";
import { assertAllowed, authenticate } from "./auth/authorization.ts";
import type { TokenEndpointDeps } from "./auth/token-endpoint.ts";
import { createTokenEndpoint } from "./auth/token-endpoint.ts";
import { createCostHandler } from "./cost/handler.ts";
import { createRetailPricesHandler } from "./cost/retail-prices.ts";
import { AzureError } from "./errors.ts";
import { sendCompactJson } from "./http.ts";
import { answerMetadata } from "./metadata-endpoint.ts";

export type ArmSiteDeps = ArmDeps & AdminDeps & TokenEndpointDeps;

export function createArmSite(deps: ArmSiteDeps) {
  const { world } = deps;
  const open = [createTokenEndpoint(deps), answerMetadata, createRetailPricesHandler({ world }), createAdminHandler(deps)];
  const answerCosts = createCostHandler({ world });
  const answerArm = createArmHandler(deps);

  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    for (const answer of open) if (await answer(req, res, url)) return;
    if (isCostCall(url)) {
      if (await isRefused(deps, req, res, url)) return;
      if (await answerCosts(req, res, url)) return;
    }
    await answerArm(req, res, url);
  };
}

function isCostCall(url: URL): boolean {
  return /\/providers\/Microsoft\.(CostManagement|Consumption)\//i.test(url.pathname);
}

async function isRefused(deps: ArmSiteDeps, req: IncomingMessage, res: ServerResponse, url: URL): Promise<boolean> {
  try {
    const client = await authenticate(deps, req.headers.authorization, url.origin);
    assertAllowed({ world: deps.world, client }, "Microsoft.CostManagement/query/read", url.pathname.replace(/\/providers\/.*$/i, ""));
    return false;
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    sendCompactJson(res, error.status, error.body(), error.headers);
    return true;
  }
}
