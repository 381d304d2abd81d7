// What is known of each snapshot's data, beside its row: added as rows are answered, since it follows from no fact of Azure's.
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { standingOf, type Verification, type Verified } from "#lib/domain/verification/verification.ts";
import type { RehearsalStore } from "#lib/services/ports/rehearsals.ts";
import type { VerificationStore } from "#lib/services/ports/verifications.ts";

export interface VerifiedDeps {
  verifications: Pick<VerificationStore, "newest">;
  rehearsals: Pick<RehearsalStore, "newest">;
}

export async function withVerified<Row extends SnapshotRow>(deps: VerifiedDeps, rows: readonly Row[]): Promise<Row[]> {
  const [compared, rehearsals] = await Promise.all([
    withVerdicts(deps, rows),
    deps.rehearsals.newest(rows.map(({ uniqueId }) => uniqueId)),
  ]);
  const bySnapshot = new Map(rehearsals.map((one) => [one.snapshot.uniqueId, one]));
  return compared.map((row) => {
    const found = bySnapshot.get(row.uniqueId);
    return found ? { ...row, rehearsed: { operationId: found.operationId, at: found.at, finding: found.finding } } : row;
  });
}

async function withVerdicts<Row extends SnapshotRow>({ verifications }: VerifiedDeps, rows: readonly Row[]): Promise<Row[]> {
  const copies = rows.filter(({ sourceSnapshotId }) => sourceSnapshotId !== undefined);
  if (copies.length === 0) return [...rows];
  const byCopy = Map.groupBy(await verifications.newest(copies.map(({ uniqueId }) => uniqueId)), ({ copy }) => copy.uniqueId);
  return rows.map((row) => {
    const newest = byCopy.get(row.uniqueId)?.map(toVerified);
    const verified = newest && standingOf(newest);
    return verified ? { ...row, verified, verifications: newest } : row;
  });
}

function toVerified({ operationId, level, verdict, at }: Verification): Verified {
  return { operationId, level, verdict, at };
}
