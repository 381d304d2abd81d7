// Refresh tokens: sealed with a key of the data directory, so that they are opaque, good over a restart, and nothing has
// to be kept. As at Entra a new one comes with every use, the old one stays good to its end, and each is good for every
// resource its person may ask for. They live in real time.

import { EncryptJWT, errors, jwtDecrypt } from "jose";
import { EntraError } from "../entra-error.ts";

export interface RefreshGrant {
  personaId: string;
  clientId: string;
  /** What is given when a refresh asks for no scope. */
  scope: string;
}

export interface RefreshTokens {
  issue(grant: RefreshGrant): Promise<string>;
  /** Throws EntraError. */
  open(token: string): Promise<RefreshGrant>;
}

/** Entra: 90 days. */
const refreshLife = "90d";

export function createRefreshTokens(key: Uint8Array): RefreshTokens {
  return {
    issue: ({ personaId, clientId, scope }) =>
      new EncryptJWT({ cid: clientId, scope })
        .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
        .setSubject(personaId)
        .setIssuedAt()
        .setExpirationTime(refreshLife)
        .encrypt(key),
    async open(token) {
      const { sub, cid, scope } = await unseal(token, key);
      return { personaId: String(sub), clientId: String(cid), scope: String(scope) };
    },
  };
}

async function unseal(token: string, key: Uint8Array) {
  try {
    return (await jwtDecrypt(token, key)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new EntraError("invalid_grant", 700082, "The refresh token has expired due to inactivity.");
    }
    if (error instanceof errors.JOSEError || error instanceof TypeError)
      throw new EntraError("invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.");
    throw error;
  }
}
