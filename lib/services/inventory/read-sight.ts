import { type Sight, sightOf } from "#lib/domain/inventory/sight.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Estate } from "#lib/services/ports/estate.ts";

/** What the asker may see of records that name resources: by what its last reading of Azure covers. */
export async function readSight(deps: { estate: Pick<Estate, "places"> }, context: CallContext): Promise<Sight> {
  return sightOf(context.principal.identity, await deps.estate.places.areas(context));
}
