import type { Certificate } from "#lib/contract/verifications.ts";
import { canonicalJson } from "#lib/domain/verification/canonical-json.ts";
import type { Verification } from "#lib/domain/verification/verification.ts";
import type { Signer } from "#lib/services/ports/signer.ts";

/** The same for the same verification, whenever it is asked for. */
export function issueCertificate(signer: Signer, verification: Verification): Certificate {
  const signed = { format: "snapscope-verification-1", verification, publicKey: signer.publicKey } as const;
  return { ...signed, signature: signer.sign(new TextEncoder().encode(canonicalJson(signed))) };
}
