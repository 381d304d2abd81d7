// A granted SAS as the rest of the app sees it: an object that says for which snapshot and until when, and
// nothing else. The URL is kept beside it, out of reach of JSON, util.inspect, logs and errors.
import { inspect } from "node:util";
import { AppError } from "#lib/domain/app-error.ts";
import type { ReadAccess } from "#lib/services/ports/access.ts";

const urls = new WeakMap<ReadAccess, string>();

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
export function createReadAccess(snapshotId: string, expiresAt: string, sasUrl: string): ReadAccess {
  const access = new GrantedAccess(snapshotId, expiresAt);
  urls.set(access, sasUrl);
  return access;
}

/** For page-reader.ts only. */
export function sasUrlOf(access: ReadAccess): string {
  const url = urls.get(access);
  if (url === undefined) throw new AppError("internal", `The access to ${access.snapshotId} has ended.`);
  return url;
}

export function endReadAccess(access: ReadAccess): void {
  urls.delete(access);
}
