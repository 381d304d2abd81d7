import type { Certificate } from "#lib/contract/verifications.ts";
import { canonicalJson } from "#lib/domain/verification/canonical-json.ts";

/** A file with the very text that was signed, under a name that says of what and when. */
export function certificateResponse(certificate: Certificate): Response {
  const { copy, at } = certificate.verification;
  // A name of Azure's has nothing that a header or a file could mind.
  const name = `${copy.name.replace(/[^\w.-]/g, "_")}-${at.slice(0, 10)}.certificate.json`;
  return new Response(`${canonicalJson(certificate)}\n`, {
    headers: { "content-type": "application/json", "content-disposition": `attachment; filename="snapscope-${name}"` },
  });
}
