// The ARM endpoint: sign-in, route, right, work, durable, answer.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Identities } from "../auth/identities.ts";
import type { AuthenticationDeps } from "../auth/rights/authorization.ts";
import { assertAllowed, authenticate } from "../auth/rights/authorization.ts";
import type { AccountCatalog } from "../blob/accounts/account-catalog.ts";
import { AzureError, notImplemented } from "../errors.ts";
import { logFailure } from "../log-failure.ts";
import type { PageBlobSource } from "../model/rules/import-vhd.ts";
import { assertNotLocked } from "../model/rules/locks.ts";
import type { World } from "../model/world.ts";
import { readJson } from "../server/http.ts";
import { assertApiVersion } from "./api-versions.ts";
import type { RateLimits } from "./rate-limits.ts";
import { createRateLimits } from "./rate-limits.ts";
import type { ArmAnswer, ArmOptions, ArmRequest } from "./request.ts";
import { assertNotBeingDeleted } from "./resources/groups.ts";
import type { Route } from "./route.ts";
import type { RouteTable } from "./route-table.ts";
import { createRouteTable } from "./route-table.ts";
import { findSubscription, scopeOf } from "./scopes.ts";
import { sendAnswer } from "./send.ts";
import { dropAccountsOfGoneGroups } from "./storage/storage-accounts.ts";

export interface ArmDeps extends AuthenticationDeps {
  world: World;
  accounts: AccountCatalog;
  identities: Identities;
  options: ArmOptions;
  /** Every call that is answered. */
  routes: readonly Route[];
  /** https://host:port of the blob listener for a client that called this host name. */
  blobOriginFor(hostname: string): string;
  findPageBlob(url: string): PageBlobSource | undefined;
}

export function createArmHandler(deps: ArmDeps) {
  const rates = createRateLimits(deps.world.clock);
  const table = createRouteTable(deps.routes);
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    const handled = await handle(deps, table, req, url).catch((error: unknown) => ({ answer: toAnswer(error), route: routeOf(error) }));
    sendAnswer(deps.world.clock, req, res, { ...handled, headers: rateHeaders(rates, req, url, handled) });
  };
}

interface Handled {
  answer: ArmAnswer;
  /** Undefined: ARM's gateway answered. */
  route?: Route;
}

async function handle(deps: ArmDeps, findRoute: RouteTable, req: IncomingMessage, url: URL): Promise<Handled> {
  const method = req.method ?? "GET";
  const client = await authenticate(deps, req.headers.authorization, url.origin);
  const apiVersion = url.searchParams.get("api-version");
  if (apiVersion === null) {
    throw new AzureError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
      {
        headers: { "x-ms-failure-cause": "gateway" },
      },
    );
  }
  // Azure CLI writes two slashes where a resource has no parent.
  const path = url.pathname.replace(/\/{2,}/g, "/").replace(/\/$/, "");
  const found = findRoute(method, path);
  if (found === undefined) throw notImplemented(`${method} ${path}`);
  const { route, params } = found;
  const { world, accounts, options } = deps;
  assertApiVersion({ apiVersion, type: route.bucket === undefined ? undefined : typeIn(path) });
  const scope = route.isAboutScope ? scopeOf({ path }) : scopeOfCall(method, path);
  if (route.action !== undefined) assertAllowed({ world, client }, route.action, scope);
  const request: ArmRequest = {
    world,
    accounts,
    options,
    client,
    method,
    path,
    query: url.searchParams,
    apiVersion,
    body: await readJson(req),
    origin: url.origin,
    blobOrigin: deps.blobOriginFor(url.hostname),
    findPageBlob: deps.findPageBlob,
    isPrincipal: (objectId) => [...deps.identities.clients, ...deps.identities.personas].some((one) => one.objectId === objectId),
    params,
  };
  if (params.subscription !== undefined) findSubscription(request);
  world.settle();
  dropAccountsOfGoneGroups(world, accounts);
  assertChangeable(request, route, scope);
  const answer = await runRoute(route, request);
  await Promise.all([world.flush(), accounts.flush()]);
  return { answer, route };
}

/** The type of the disk provider whose versions a call is judged by. */
function typeIn(path: string): string {
  return /\/Microsoft\.Compute\/snapshots(\/|$)/i.test(path) ? "snapshots" : "disks";
}

/** What a right is needed over: the resource, or where the list is; not the verb at its end. */
function scopeOfCall(method: string, path: string): string {
  const segments = path.split("/");
  const names = segments.slice(segments.findLastIndex((segment) => segment.toLowerCase() === "providers") + 2);
  const isVerb = method === "POST" && names.length % 2 === 1;
  const isList = method === "GET" && names.length === 1;
  return isVerb || isList ? segments.slice(0, -1).join("/") : path;
}

/** No lock forbids it, and its group is not about to go. */
function assertChangeable(request: ArmRequest, route: Route, scope: string): void {
  const { method, world, params } = request;
  if (method === "GET" || method === "HEAD" || params.subscription === undefined) return;
  if (route.isAboutScope || route.action?.startsWith("Microsoft.Authorization/")) return;
  assertNotLocked(world, scope, method === "DELETE" ? "delete" : "write");
  if ((method === "PUT" || method === "PATCH") && params.group !== undefined)
    assertNotBeingDeleted(world.findGroup(params.subscription.toLowerCase(), params.group));
}

/** A refusal of the disk provider is answered like its other answers, with its rate limits. */
async function runRoute(route: Route, request: ArmRequest): Promise<ArmAnswer> {
  try {
    return await route.handle(request);
  } catch (error) {
    if (error instanceof AzureError && error.headers["x-ms-failure-cause"] === undefined) throw new RouteRefusal(error, route);
    throw error;
  }
}

class RouteRefusal extends Error {
  readonly refusal: AzureError;
  readonly route: Route;
  constructor(refusal: AzureError, route: Route) {
    super(refusal.message);
    this.refusal = refusal;
    this.route = route;
  }
}

function routeOf(error: unknown): Route | undefined {
  return error instanceof RouteRefusal ? error.route : undefined;
}

function toAnswer(error: unknown): ArmAnswer {
  const refusal = error instanceof RouteRefusal ? error.refusal : error;
  if (refusal instanceof AzureError) return { status: refusal.status, body: refusal.body(), headers: refusal.headers };
  logFailure(error);
  return { status: 500, body: new AzureError(500, "InternalServerError", "Local Azure failed: see its log.").body() };
}

function rateHeaders(rates: RateLimits, req: IncomingMessage, url: URL, { route }: Handled): Record<string, string> {
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(url.pathname)?.[1]?.toLowerCase();
  if (route === undefined || subscriptionId === undefined) return {};
  const bucket: Record<string, string> =
    route.bucket === undefined ? {} : { "x-ms-ratelimit-remaining-resource": rates.countResource(route.bucket, subscriptionId) };
  return { ...bucket, ...rates.countSubscription(req.method ?? "GET", subscriptionId) };
}
