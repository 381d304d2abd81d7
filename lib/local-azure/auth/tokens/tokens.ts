// RS256 JWTs in Entra's v2 shape, signed with a key made once for a data directory, and who is behind an access token.
// They live in real time, not on the movable clock, because clients keep them by their own clock.

import { createHash, hkdfSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JWK, JWTPayload } from "jose";
import { errors, exportJWK, exportPKCS8, generateKeyPair, importPKCS8, jwtVerify, SignJWT } from "jose";
import { newGuid } from "../../ids.ts";
import { writeFileAtomically } from "../../state/write-file-atomically.ts";
import type { ClientIdentity, Identities } from "../identities.ts";

export const tokenSeconds = 3599;

export interface TokenContent {
  /** https://host:port */
  authorityUrl: string;
  audience: string;
  subject: string;
  claims: JWTPayload;
}

export interface TokenAuthority {
  sign(content: TokenContent): Promise<string>;
  /** Whom the access token speaks for. Throws TokenRefused. */
  verify(token: string, isAudience: (audience: string) => boolean): Promise<ClientIdentity>;
  publicKeys(): { keys: JWK[] };
  /** 32 bytes that are always the same for a purpose in this data directory. */
  deriveKey(purpose: string): Uint8Array;
}

export class TokenRefused extends Error {
  readonly reason: "invalid" | "expired" | "audience";
  constructor(reason: TokenRefused["reason"], message: string) {
    super(message);
    this.name = "TokenRefused";
    this.reason = reason;
  }
}

export async function openTokenAuthority(dataDir: string, identities: Identities): Promise<TokenAuthority> {
  const pem = await loadOrMakeKey(join(dataDir, "token-key.pem"));
  const privateKey = await importPKCS8(pem, "RS256", { extractable: true });
  const { kty, n, e } = await exportJWK(privateKey);
  const kid = createHash("sha256").update(String(n)).digest("base64url").slice(0, 27);
  const publicJwk: JWK = { kty, use: "sig", kid, alg: "RS256", n, e };
  const { tenantId } = identities;

  return {
    publicKeys: () => ({ keys: [publicJwk] }),
    deriveKey: (purpose) => new Uint8Array(hkdfSync("sha256", pem, "", purpose, 32)),
    sign: ({ authorityUrl, audience, subject, claims }) =>
      new SignJWT({ ...claims, tid: tenantId, uti: newGuid(), ver: "2.0" })
        .setProtectedHeader({ alg: "RS256", typ: "JWT", kid })
        .setIssuer(`${authorityUrl}/${tenantId}/v2.0`)
        .setSubject(subject)
        .setAudience(audience)
        .setIssuedAt()
        .setNotBefore("0s")
        .setExpirationTime(`${tokenSeconds}s`)
        .sign(privateKey),
    async verify(token, isAudience) {
      const claims = await verifyClaims(token, publicJwk);
      const identity = claims.tid === tenantId ? findIdentity(identities, claims) : undefined;
      if (identity === undefined) throw new TokenRefused("invalid", "The access token is from the wrong issuer.");
      if (![claims.aud].flat().some((audience) => audience !== undefined && isAudience(audience))) {
        throw new TokenRefused("audience", `The access token has been obtained for wrong audience or resource '${claims.aud}'.`);
      }
      return identity;
    },
  };
}

/** An ID token has no azp, and so is nobody's access token. */
function findIdentity({ clients, personas }: Identities, { azp, oid, idtyp }: JWTPayload): ClientIdentity | undefined {
  if (idtyp !== "user") return clients.find((known) => known.clientId === azp);
  const persona = personas.find((known) => known.objectId === oid);
  return persona === undefined || typeof azp !== "string" ? undefined : { ...persona, clientId: azp };
}

async function verifyClaims(token: string, publicJwk: JWK): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, publicJwk, { algorithms: ["RS256"], clockTolerance: 5 })).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new TokenRefused("expired", "The access token expired.");
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw new TokenRefused("invalid", "The access token is invalid.");
    throw error;
  }
}

async function loadOrMakeKey(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const pem = await exportPKCS8(privateKey);
  await writeFileAtomically(path, pem);
  return pem;
}
