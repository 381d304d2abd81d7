// Whether a certificate is as it was issued, and by whom: needs nothing but the file. A change of any byte is found: the text must
// be the one canonical text of what it says, and the signature is made over that.
import { createPublicKey, verify } from "node:crypto";
import { type Certificate, certificate } from "#lib/contract/verifications.ts";
import { canonicalJson } from "#lib/domain/verification/canonical-json.ts";

export type CheckedCertificate = { isGenuine: true; certificate: Certificate } | { isGenuine: false; reason: string };

/** expectedKey: of the dashboard it should be from; absent: only that it is whole is known, and not whose key it names. */
export function checkCertificate(text: string, expectedKey?: string): CheckedCertificate {
  const found = parse(text);
  if (!found) return refused("It is no certificate of a verification, or what it says was changed.");
  if (canonicalJson(found) !== text.trimEnd()) return refused("Its text is not the one that was issued.");
  if (expectedKey !== undefined && found.publicKey !== expectedKey) return refused(`It was signed with another key: ${found.publicKey}`);
  const { signature, ...signed } = found;
  if (!isSigned(canonicalJson(signed), signature, found.publicKey)) return refused("The signature does not fit what it says.");
  return { isGenuine: true, certificate: found };
}

function parse(text: string): Certificate | undefined {
  try {
    return certificate.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function isSigned(text: string, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
    const bytes = Buffer.from(signature, "base64url");
    // Several texts stand for the same bytes: only the one that is written counts.
    return bytes.toString("base64url") === signature && verify(null, Buffer.from(text), key, bytes);
  } catch {
    return false;
  }
}

function refused(reason: string): CheckedCertificate {
  return { isGenuine: false, reason };
}
