// The calls to the money side of a subscription or resource group: Cost Management and Consumption. A query and a report
// are reads though they are posted ("you need read only permissions", says Azure's page on the Cost Details API).

import type { ArmAnswer } from "../arm/request.ts";
import type { Route } from "../arm/route.ts";
import { AzureError } from "../errors.ts";
import type { CostCall, CostDeps } from "./cost-call.ts";
import { toCostCall } from "./cost-call.ts";
import type { ExportRuns } from "./exports/export-runs.ts";
import { deleteExport, getExport, getRunHistory, listExports, putExport, runExport } from "./exports/exports.ts";
import { queryCosts } from "./query/query.ts";
import { getCostDetailsReport, startCostDetailsReport } from "./reports/cost-details.ts";
import { getUsageDetails } from "./reports/usage-details.ts";

type Handle = (deps: CostDeps, call: CostCall, runs: ExportRuns) => ArmAnswer | Promise<ArmAnswer>;

interface CostRoute {
  method: string;
  path: string;
  action: string;
  handle: Handle;
}

/** Runs that are due are remembered and written before anybody looks. */
function onceDue(handle: Handle): Handle {
  return async (deps, call, runs) => {
    await runs.settled();
    return handle(deps, call, runs);
  };
}

const costs = "Microsoft.CostManagement";
const exports = `${costs}/exports`;

const costRoutes: readonly CostRoute[] = [
  { method: "POST", path: `${costs}/query`, action: `${costs}/query/read`, handle: queryCosts },
  {
    method: "POST",
    path: `${costs}/generateCostDetailsReport`,
    action: `${costs}/generateCostDetailsReport/read`,
    handle: startCostDetailsReport,
  },
  {
    method: "GET",
    path: `${costs}/costDetailsOperationResults/{operation}`,
    action: `${costs}/costDetailsOperationResults/read`,
    handle: getCostDetailsReport,
  },
  { method: "GET", path: exports, action: `${exports}/read`, handle: onceDue(listExports) },
  { method: "GET", path: `${exports}/{export}`, action: `${exports}/read`, handle: onceDue(getExport) },
  { method: "PUT", path: `${exports}/{export}`, action: `${exports}/write`, handle: onceDue(putExport) },
  { method: "DELETE", path: `${exports}/{export}`, action: `${exports}/delete`, handle: onceDue(deleteExport) },
  { method: "POST", path: `${exports}/{export}/run`, action: `${exports}/run/action`, handle: onceDue(runExport) },
  { method: "GET", path: `${exports}/{export}/runHistory`, action: `${exports}/read`, handle: onceDue(getRunHistory) },
  {
    method: "GET",
    path: "Microsoft.Consumption/usageDetails",
    action: "Microsoft.Consumption/usageDetails/read",
    handle: getUsageDetails,
  },
];

const subscription = "/subscriptions/{subscription}";
const scopes = [subscription, `${subscription}/resourceGroups/{group}`];
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

export function createCostRoutes(deps: CostDeps, runs: ExportRuns): Route[] {
  const patternsOf = (path: string) => scopes.map((scope) => `${scope}/providers/${path}`);
  const answered = costRoutes.flatMap(({ method, path, action, handle }) =>
    patternsOf(path).map((pattern): Route => {
      return { method, pattern, action, isAboutScope: true, handle: (request) => handle(deps, toCostCall(request), runs) };
    }),
  );
  return [
    ...answered,
    ...[...new Set(costRoutes.map(({ path }) => path))].flatMap((path) => patternsOf(path).flatMap(refuseOtherMethods(path))),
  ];
}

/** Unlike other operations that are not here, these are known to have no other method. */
function refuseOtherMethods(path: string): (pattern: string) => Route[] {
  const allowed = costRoutes.filter((route) => route.path === path).map(({ method }) => method);
  return (pattern) =>
    methods
      .filter((method) => !allowed.includes(method))
      .map((method): Route => ({ method, pattern, isAboutScope: true, handle: ({ method }) => refuseMethod(method, allowed) }));
}

function refuseMethod(method: string, allowed: readonly string[]): never {
  throw new AzureError(405, "MethodNotAllowed", `The requested resource does not support http method '${method}'.`, {
    headers: { Allow: allowed.join(", ") },
  });
}
