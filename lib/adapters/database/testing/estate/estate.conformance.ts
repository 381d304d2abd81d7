// What the estate must do, on whatever database: facts and their history, one view for each that looks, and lists that are
// what a plain filter and sort over all rows gives.
import type { Database } from "#lib/adapters/database/open-database.ts";
import { collectedArtifactsConformance } from "./collected-artifacts.conformance.ts";
import { costSubjectsConformance } from "./cost-subjects.conformance.ts";
import { estateChainsConformance } from "./estate-chains.conformance.ts";
import { estateFactsConformance } from "./estate-facts.conformance.ts";
import { estateListsConformance } from "./estate-lists.conformance.ts";
import { estateViewsConformance } from "./estate-views.conformance.ts";

export function estateConformance(open: () => Database): void {
  estateFactsConformance(open);
  estateViewsConformance(open);
  estateChainsConformance(open);
  costSubjectsConformance(open);
  collectedArtifactsConformance(open);
  estateListsConformance(open);
}
