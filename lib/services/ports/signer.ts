/** The Ed25519 key of this data directory. */
export interface Signer {
  /** The 32 bytes of the public key, base64url. */
  publicKey: string;
  /** base64url. */
  sign(bytes: Uint8Array): string;
}
