// The money side of a subscription or resource group: Cost Management and Consumption, one file an operation.
// What Azure has and this has not is refused by name.

import type { IncomingMessage, ServerResponse } from "node:http";
import { AzureError, notImplemented } from "../errors.ts";
import type { CostCall, CostDeps } from "./cost-call.ts";
import { getCostDetailsReport, startCostDetailsReport } from "./cost-details.ts";
import type { ExportRuns } from "./export-runs.ts";
import { answerExports } from "./exports.ts";
import { queryCosts } from "./query.ts";
import { sendError } from "./reply.ts";
import { getUsageDetails } from "./usage-details.ts";

const scopePattern =
  /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+))?\/providers\/(Microsoft\.CostManagement|Microsoft\.Consumption)\/(.+?)\/?$/i;

type Answer = (deps: CostDeps, call: CostCall, runs: ExportRuns) => Promise<void>;

/** By provider and first word of the operation, lower case. */
const operations: Record<string, Answer> = {
  "microsoft.costmanagement/query": queryCosts,
  "microsoft.costmanagement/generatecostdetailsreport": startCostDetailsReport,
  "microsoft.costmanagement/costdetailsoperationresults": getCostDetailsReport,
  "microsoft.costmanagement/exports": answerExports,
  "microsoft.consumption/usagedetails": getUsageDetails,
};

/** true: answered. */
export function createCostHandler(deps: CostDeps, runs: ExportRuns) {
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<boolean> => {
    const match = scopePattern.exec(url.pathname);
    if (match === null) return false;
    try {
      const [subscriptionId = "", resourceGroup, provider = "", operation = ""] = match.slice(1).map((part) => part && decoded(part));
      const [first = "", ...rest] = operation.split("/");
      const answer = operations[`${provider}/${first}`.toLowerCase()];
      if (answer === undefined) throw notImplemented(`${provider}/${first}`);
      const scope = { subscriptionId, resourceGroup };
      const call = { req, res, url, rest, scope, subscription: subscriptionIn(deps, subscriptionId), apiVersion: apiVersionOf(url) };
      await answer(deps, call, runs);
    } catch (error) {
      sendError(req, res, error);
    }
    return true;
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AzureError(400, "BadRequest", `The path part '${part}' is not encoded as a URL should be.`);
  }
}

function apiVersionOf(url: URL): string {
  const apiVersion = url.searchParams.get("api-version");
  if (apiVersion !== null) return apiVersion;
  const message = "The api-version query parameter (?api-version=) is required for all requests.";
  throw new AzureError(400, "MissingApiVersionParameter", message);
}

function subscriptionIn({ world }: CostDeps, subscriptionId: string) {
  const found = world.subscriptions.get(subscriptionId) ?? world.subscriptions.get(subscriptionId.toLowerCase());
  if (found !== undefined) return found;
  throw new AzureError(404, "SubscriptionNotFound", `The subscription '${subscriptionId}' could not be found.`);
}
