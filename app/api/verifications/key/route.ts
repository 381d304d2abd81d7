import { route } from "#lib/server/api/route.ts";

export const GET = route("GET /api/verifications/key", async ({ app: { signer } }) => ({
  algorithm: "Ed25519" as const,
  publicKey: signer.publicKey,
}));
