// A granted SAS as the rest of the app sees it: an object that says for which snapshot and until when, and
// nothing else. The URL is kept beside it, out of reach of JSON, util.inspect, logs and errors.
import { inspect } from "node:util";
import { AppError } from "#lib/domain/app-error.ts";
import type { ReadAccess } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

interface Opening {
  sasUrl: string;
  /** Of who reads, where the SAS alone opens nothing. */
  readDataToken?: ((context: CallContext) => Promise<string>) | undefined;
}

const openings = new WeakMap<ReadAccess, Opening>();

class GrantedAccess implements ReadAccess {
  readonly snapshotId: string;
  readonly expiresAt: string;

  constructor(snapshotId: string, expiresAt: string) {
    this.snapshotId = snapshotId;
    this.expiresAt = expiresAt;
  }

  toJSON() {
    return { snapshotId: this.snapshotId, expiresAt: this.expiresAt, sas: "[redacted]" };
  }

  toString(): string {
    return `ReadAccess(${this.snapshotId}, [redacted])`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** For snapshot-access.ts only. */
export function createReadAccess(
  snapshotId: string,
  expiresAt: string,
  sasUrl: string,
  readDataToken?: Opening["readDataToken"],
): ReadAccess {
  const access = new GrantedAccess(snapshotId, expiresAt);
  openings.set(access, { sasUrl, readDataToken });
  return access;
}

/** For page-reader.ts and replicas/write-pages.ts only. */
export function openingOf(access: ReadAccess): Opening {
  const opening = openings.get(access);
  if (opening === undefined) throw new AppError("internal", `The access to ${access.snapshotId} has ended.`);
  return opening;
}

export function endReadAccess(access: ReadAccess): void {
  openings.delete(access);
}
