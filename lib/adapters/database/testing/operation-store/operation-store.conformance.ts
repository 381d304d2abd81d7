// What every OperationStore must do, on whatever database: run by pglite.test.ts and postgres.test.ts.
import type { Database } from "#lib/adapters/database/open-database.ts";
import { attemptsConformance } from "./attempts.conformance.ts";
import { creationConformance } from "./creation.conformance.ts";
import { damageConformance } from "./damage.conformance.ts";
import { delaysConformance } from "./delays.conformance.ts";
import { leasesConformance } from "./leases.conformance.ts";
import { operationListsConformance } from "./operation-lists.conformance.ts";
import { operationMovesConformance } from "./operation-moves.conformance.ts";

export function operationStoreConformance(open: () => Database): void {
  creationConformance(open);
  leasesConformance(open);
  attemptsConformance(open);
  operationMovesConformance(open);
  operationListsConformance(open);
  damageConformance(open);
  delaysConformance(open);
}
