// Whether the audit log is what was written: every entry follows from the one before, none is missing, and the newest is the last
// one that was written. It is read by the page, reckoned here and not by the database's own functions.
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";

export interface AuditCheck {
  entries: number;
  /** Of the newest entry, to be kept elsewhere: a later check that still holds it shows that nothing up to it was changed. "": no entry. */
  hash: string;
  /** Where it breaks first; absent: unbroken. */
  broken?: { seq: number; why: string };
  /** Whether the hash asked about is among those reckoned. */
  holds?: boolean;
}

interface Row {
  seq: string;
  body: string;
  hash: string;
}

const PAGE = 5000;

/** `knownHash`: one that an earlier check gave. */
export async function checkAuditLog(db: Kysely<Schema>, knownHash?: string): Promise<AuditCheck> {
  // The head first: what is appended meanwhile comes after it.
  const { rows: heads } = await sql<{ seq: string; hash: string }>`select seq::text, hash from audit_head`.execute(db);
  const head = heads[0] ?? { seq: "0", hash: "" };
  let hash = "";
  let seq = 0;
  let holds = knownHash === undefined ? undefined : knownHash === "";
  const result = (broken?: AuditCheck["broken"]): AuditCheck => ({
    entries: seq,
    hash,
    ...(broken ? { broken } : {}),
    ...(holds === undefined ? {} : { holds }),
  });
  for (;;) {
    const { rows } =
      await sql<Row>`select seq::text, body::text, hash from audit_entries where seq > ${seq} order by audit_entries.seq limit ${PAGE}`.execute(
        db,
      );
    for (const row of rows) {
      const problem = problemOf(row, seq, hash);
      if (problem) return result({ seq: seq + 1, why: problem });
      seq += 1;
      hash = row.hash;
      if (hash === knownHash) holds = true;
      if (seq === Number(head.seq) && hash !== head.hash) return result({ seq, why: "it is not the entry that was written last" });
    }
    if (rows.length < PAGE) break;
  }
  if (seq < Number(head.seq)) return result({ seq: seq + 1, why: "it is missing, and all after it" });
  return result();
}

function problemOf(row: Row, seq: number, hash: string): string | undefined {
  if (Number(row.seq) !== seq + 1) return "it is missing";
  const expected = createHash("sha256").update(`${hash}${row.body}`).digest("hex");
  if (row.hash !== expected) return "it, or one before it, is not what was written";
  return undefined;
}
