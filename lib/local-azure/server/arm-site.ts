// What answers on the ARM listener, in order: sign-in, cloud metadata, prices, admin, downloads of cost files, then Resource Manager.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdminDeps } from "../admin/handler.ts";
import { createAdminHandler } from "../admin/handler.ts";
import type { ArmDeps } from "../arm/router.ts";
import { createArmHandler } from "../arm/router.ts";
import { armRoutes } from "../arm/routes.ts";
import { storageRoutes } from "../arm/storage/storage-routes.ts";
import type { TokenEndpointDeps } from "../auth/token-endpoint.ts";
import { createTokenEndpoint } from "../auth/token-endpoint.ts";
import { deliverFile } from "../blob/accounts/deliver-file.ts";
import { createCostSite } from "../cost/cost-site.ts";
import type { ExportSink } from "../cost/files/cost-files.ts";
import { createRetailPricesHandler } from "../cost/prices/retail-prices.ts";
import { answerMetadata } from "./metadata-endpoint.ts";

export type ArmSiteDeps = Omit<ArmDeps, "routes"> &
  AdminDeps &
  TokenEndpointDeps & {
    /** Keeps reports and exports over a restart. */
    dataDir?: string;
  };

export function createArmSite(deps: ArmSiteDeps) {
  const { world, accounts } = deps;
  const sink: ExportSink = { put: (name, bytes) => deliverFile(accounts, name, bytes) };
  const costs = createCostSite({ world, sink, dir: deps.dataDir, options: deps.options });
  const open = [
    createTokenEndpoint(deps),
    answerMetadata,
    createRetailPricesHandler({ world }),
    createAdminHandler(deps),
    costs.answerFiles,
  ];
  const answerArm = createArmHandler({ ...deps, routes: [...armRoutes, ...storageRoutes, ...costs.routes] });

  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    for (const answer of open) if (await answer(req, res, url)) return;
    await answerArm(req, res, url);
  };
}
