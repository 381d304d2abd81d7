/** One beginGetAccess. The stored policy behind ?si=: expiry and permission live here, not in the URL. */
export interface AccessGrant {
  /** The si value. */
  si: string;
  sig: string;
  resourceId: string;
  resourceUniqueId: string;
  access: "Read" | "Write";
  expiresAtMs: number;
  /** Path parts of the URL: /{host}/{container}/abcd */
  host: string;
  container: string;
  /** Seven digits, for incremental snapshots. */
  snapshot?: string;
  revoked: boolean;
}
