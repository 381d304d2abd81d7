// The money side as one thing: what it remembers, where its files are, the calls it answers, and the downloads.

import { join } from "node:path";
import type { CostDeps } from "./cost-call.ts";
import { createMemoryRecords, openCostRecords } from "./cost-records.ts";
import { createCostRoutes } from "./cost-routes.ts";
import { createExportRuns } from "./exports/export-runs.ts";
import type { ExportSink } from "./files/cost-files.ts";
import { createDirectoryFiles, createMemoryFiles } from "./files/cost-files.ts";
import { createFileLinks } from "./files/file-links.ts";
import { createFileSite } from "./files/file-site.ts";
import type { Irregularity } from "./meter/booked-rows.ts";
import { usualIrregularity } from "./meter/booked-rows.ts";
import type { MeteredWorld } from "./meter/metered-usage.ts";
import type { QueryQuota } from "./query/query-quota.ts";
import { createQueryQuota } from "./query/query-quota.ts";

export interface CostSiteInput {
  world: MeteredWorld;
  /** Where reports, exports and what is known of them are kept; absent: in memory. */
  dir?: string;
  /** Where exports are delivered; absent: beside the reports. */
  sink?: ExportSink;
  options?: { retryAfterSeconds: number };
  irregularity?: Irregularity;
  quota?: QueryQuota;
  rowsPerPart?: number;
}

/** About as long as a hundred megabytes of CSV. */
const defaultRowsPerPart = 200_000;

export function createCostSite({ world, dir, sink, ...more }: CostSiteInput) {
  const records = dir === undefined ? createMemoryRecords() : openCostRecords(join(dir, "cost"));
  const files = dir === undefined ? createMemoryFiles() : createDirectoryFiles(join(dir, "cost", "files"));
  const links = createFileLinks(records.state.signingKey);
  const deps: CostDeps = {
    world,
    quota: more.quota ?? createQueryQuota(world.clock),
    irregularity: more.irregularity ?? usualIrregularity,
    records,
    files,
    links,
    sink: sink ?? files,
    options: more.options ?? { retryAfterSeconds: 2 },
    rowsPerPart: more.rowsPerPart ?? defaultRowsPerPart,
  };
  const runs = createExportRuns(deps);
  return {
    routes: createCostRoutes(deps, runs),
    /** Links carry their own right: no sign-in. */
    answerFiles: createFileSite({ files, links, clock: world.clock, settled: runs.settled }),
  };
}
