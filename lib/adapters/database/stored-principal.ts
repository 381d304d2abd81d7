import { z } from "zod";
import { backgroundPrincipal, type Principal } from "#lib/domain/principal.ts";

const storedPrincipal = z.object({ identity: z.string(), kind: z.enum(["person", "automation", "background"]), name: z.string() });

/** Who asked, as it was written; what another version wrote in another form is told as that. */
export function toPrincipal(stored: unknown): Principal {
  return storedPrincipal.safeParse(stored).data ?? backgroundPrincipal("Recorded by another version");
}
