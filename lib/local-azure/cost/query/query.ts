// POST …/providers/Microsoft.CostManagement/query. Answers come in pages; a nextLink is to be POSTed with the same body.

import { randomUUID } from "node:crypto";
import type { ArmAnswer } from "../../arm/request.ts";
import type { CostCall, CostDeps } from "../cost-call.ts";
import { meteredUsage } from "../meter/metered-usage.ts";
import { nextLinkOf, parsePage } from "../page-token.ts";
import type { CostQuery } from "./cost-query.ts";
import { parseCostQuery } from "./cost-query.ts";
import { costTable } from "./cost-table.ts";

const pages = { defaultRows: 1000, maxRows: 5000 };
/** A year can touch 13 months, which would never fit into ten seconds' quota. */
const largestQueryUnits = 12;

export function queryCosts({ world, quota, irregularity }: CostDeps, call: CostCall): ArmAnswer {
  const { scope } = call;
  const page = parsePage(call, world.clock.nowMs(), pages);
  const query = parseCostQuery(call.body, page.asOfMs);
  const quotaHeaders = quota.take(page.skip === 0 ? Math.min(monthsIn(query), largestQueryUnits) : 0);
  const table = costTable(query, meteredUsage(world, scope, { ...query, asOfMs: page.asOfMs }, irregularity));
  const rows = table.rows.slice(page.skip, page.skip + page.top);
  const nextLink = page.skip + rows.length < table.rows.length ? nextLinkOf(call, page) : null;
  const name = randomUUID();
  const body = {
    id: `subscriptions/${scope.subscriptionId}/providers/Microsoft.CostManagement/query/${name}`,
    name,
    type: "Microsoft.CostManagement/query",
    location: null,
    sku: null,
    eTag: null,
    properties: { nextLink, columns: table.columns, rows },
  };
  return { status: 200, body, headers: quotaHeaders };
}

/** A query costs one unit of quota for each month of data it asks for. */
function monthsIn(query: CostQuery): number {
  const [from, last] = [new Date(query.fromMs), new Date(query.toMs - 1)];
  return (last.getUTCFullYear() - from.getUTCFullYear()) * 12 + last.getUTCMonth() - from.getUTCMonth() + 1;
}
