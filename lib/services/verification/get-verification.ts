import type { Certificate } from "#lib/contract/verifications.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { isInSight } from "#lib/domain/inventory/sight.ts";
import type { Verification } from "#lib/domain/verification/verification.ts";
import type { OperationStore } from "#lib/operations/engine/operation-store.ts";
import { readSight } from "#lib/services/inventory/read-sight.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Estate } from "#lib/services/ports/estate.ts";
import type { Signer } from "#lib/services/ports/signer.ts";
import type { VerificationStore } from "#lib/services/ports/verifications.ts";
import { issueCertificate } from "./issue-certificate.ts";

export interface GetVerificationDeps {
  verifications: Pick<VerificationStore, "find">;
  operations: Pick<OperationStore, "get">;
  estate: Pick<Estate, "places">;
}

const idPattern = /^[\w-]{1,100}$/;

/** It names both sides: it is for who may read both, and for who asked for it. */
export async function getVerification(deps: GetVerificationDeps, operationId: string, context: CallContext): Promise<Verification> {
  const found = idPattern.test(operationId) ? await deps.verifications.find(operationId) : undefined;
  if (found) {
    const sight = await readSight(deps, context);
    const requestedBy = (await deps.operations.get(operationId))?.requestedBy ?? { identity: "" };
    const isSeen = [found.source, found.copy].every(({ id }) => isInSight(sight, { requestedBy, subjectId: id }));
    if (isSeen) return found;
  }
  throw new AppError("not-found", "There is no such verification.", { details: { field: "id", given: operationId } });
}

export async function getCertificate(
  deps: GetVerificationDeps & { signer: Signer },
  operationId: string,
  context: CallContext,
): Promise<Certificate> {
  return issueCertificate(deps.signer, await getVerification(deps, operationId, context));
}
