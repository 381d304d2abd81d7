import type { Sight } from "#lib/domain/inventory/sight.ts";
import type { AuditEvent } from "#lib/domain/operations/audit-event.ts";

/** As it was written, perhaps by another version; never with a SAS or a token. */
export interface AuditRecord {
  /** 1 for the first one, then without gaps. */
  seq: number;
  /** The entry as the database prints it (JSON), of which the hash is made. */
  body: string;
  hash: string;
}

export interface AuditFilter {
  events?: readonly AuditEvent[];
  seq?: number;
  operationId?: string;
  /** Part of the subject, the title or the name of who did it, in any case. */
  text?: string;
  sight: Sight;
  /** Only older ones. */
  beforeSeq?: number;
  limit: number;
}

export interface AuditLog {
  /** Newest first. */
  list(filter: AuditFilter): Promise<AuditRecord[]>;
}
