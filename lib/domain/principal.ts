// On whose behalf something is read or done. Every call carries one: what may be seen, whose rights in Azure count and who
// stands in the records follow from it. Work that nobody asked for names itself.

export interface Principal {
  /** Whose rights in Azure count, and what is seen by them: stable, never shown. */
  identity: string;
  /** A signed-in person, a script with a role of its own, or work of the app itself. */
  kind: "person" | "automation" | "background";
  /** As it stands in operations, the access ledger and the audit. */
  name: string;
}

/** The identity the server itself has in Azure. */
export const SERVICE_IDENTITY = "service";

/** Work of the app itself, with the rights of the identity the server runs under. */
export function backgroundPrincipal(name: string): Principal {
  return { identity: SERVICE_IDENTITY, kind: "background", name };
}
