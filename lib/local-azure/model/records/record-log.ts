// Which records the world consists of, their keys, and where changes of them go.

import type { AccessGrant } from "./access-grant.ts";
import type { Disk } from "./disk.ts";
import type { Lock } from "./lock.ts";
import type { LongOperation } from "./long-operation.ts";
import type { ResourceGroup } from "./resource-group.ts";
import type { RoleAssignment } from "./role-assignment.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Subscription } from "./subscription.ts";

interface Records {
  subscription: Subscription;
  group: ResourceGroup;
  disk: Disk;
  snapshot: Snapshot;
  grant: AccessGrant;
  operation: LongOperation;
  lock: Lock;
  roleAssignment: RoleAssignment;
}

export type RecordKind = keyof Records;
export type RecordOf<K extends RecordKind> = Records[K];
export type Change = { [K in RecordKind]: { kind: K; record: Records[K] } }[RecordKind];

export interface RecordLog {
  /** batch: the JSON of a Change[]. Resolves when it is durable; after a crash all of it is there or nothing. */
  append(batch: string): Promise<void>;
}

export function keyOf(kind: RecordKind, record: object): string {
  const get = (name: string) => String((record as Record<string, unknown>)[name]);
  switch (kind) {
    case "subscription":
      return get("subscriptionId");
    case "group":
      return `${get("subscriptionId")}/${get("name")}`.toLowerCase();
    case "disk":
    case "snapshot":
      return get("uniqueId");
    case "grant":
      return get("si");
    case "lock":
    case "roleAssignment":
      return `${get("scope")}/${get("name")}`.toLowerCase();
    case "operation":
      return get("operationId");
  }
}
