import type { AccessEntry } from "#lib/contract/health.ts";
import { formatUtc } from "#lib/domain/format.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { readSight } from "#lib/services/inventory/read-sight.ts";
import type { AccessLedger, LedgerEntry } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Estate } from "#lib/services/ports/estate.ts";

const newest = 500;

export async function readAccesses(
  deps: { ledger: AccessLedger; estate: Pick<Estate, "places"> },
  context: CallContext,
): Promise<{ items: AccessEntry[] }> {
  return { items: (await deps.ledger.newest(newest, await readSight(deps, context))).map(toAccessEntry) };
}

const accessResults = { open: "open", owed: "open", revoked: "ok", failed: "failed" } as const;

function toAccessEntry(entry: LedgerEntry): AccessEntry {
  const expires = `expires ${utc(entry.expiresAt)}`;
  const open = entry.result === "owed" ? `used no more, not yet revoked, ${expires}` : expires;
  const ended = entry.revokedAt ? `revoked ${utc(entry.revokedAt)}` : open;
  return {
    id: entry.id,
    at: entry.grantedAt,
    action: `Read access to ${resourceName(entry.snapshotId)}`,
    subject: entry.snapshotId,
    ...(entry.operationId ? { operationId: entry.operationId } : {}),
    requestId: entry.requestId,
    requestedBy: entry.requestedBy.name,
    result: accessResults[entry.result],
    detail: entry.detail ? `${ended}: ${entry.detail}` : ended,
  };
}

function utc(isoTime: string): string {
  return formatUtc(Date.parse(isoTime));
}
