// What answers on the ARM listener, in order: sign-in, cloud metadata, prices, admin, costs, then Resource Manager.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdminDeps } from "./admin/handler.ts";
import { createAdminHandler } from "./admin/handler.ts";
import type { ArmDeps } from "./arm/router.ts";
import { createArmHandler } from "./arm/router.ts";
import { assertAllowed, authenticate } from "./auth/authorization.ts";
import type { TokenEndpointDeps } from "./auth/token-endpoint.ts";
import { createTokenEndpoint } from "./auth/token-endpoint.ts";
import { deliverFile } from "./blob/accounts/deliver-file.ts";
import { costActionOf } from "./cost/cost-action.ts";
import type { ExportSink } from "./cost/cost-files.ts";
import { createCostSite } from "./cost/cost-site.ts";
import { createRetailPricesHandler } from "./cost/retail-prices.ts";
import { AzureError } from "./errors.ts";
import { sendCompactJson } from "./http.ts";
import { answerMetadata } from "./metadata-endpoint.ts";

export type ArmSiteDeps = ArmDeps &
  AdminDeps &
  TokenEndpointDeps & {
    /** Keeps reports and exports over a restart. */
    dataDir?: string;
  };

export function createArmSite(deps: ArmSiteDeps) {
  const { world, accounts } = deps;
  const sink: ExportSink = { put: (name, bytes) => deliverFile(accounts, name, bytes) };
  const { answerCosts, answerFiles } = createCostSite({ world, sink, dir: deps.dataDir, options: deps.options });
  const open = [createTokenEndpoint(deps), answerMetadata, createRetailPricesHandler({ world }), createAdminHandler(deps), answerFiles];
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
    assertAllowed({ world: deps.world, client }, costActionOf(req.method, url), url.pathname.replace(/\/providers\/.*$/i, ""));
    return false;
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    sendCompactJson(res, error.status, error.body(), error.headers);
    return true;
  }
}
