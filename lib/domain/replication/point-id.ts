// The name of one recovery point, as a form asks for it: the account, the container, the point and the replica, which may hold
// slashes and so comes last.
import type { ReplicaPlace } from "./replica.ts";

export interface PointAddress {
  place: ReplicaPlace;
  /** Of the snapshot it stands for. */
  uniqueId: string;
}

export function toPointId({ place: { accountId, container, name }, uniqueId }: PointAddress): string {
  return `${accountId}/containers/${container}/points/${uniqueId}/replicas/${name}`;
}

export function parsePointId(pointId: string): PointAddress | undefined {
  const parts = /^(.+?)\/containers\/([^/]+)\/points\/([^/]+)\/replicas\/(.+)$/s.exec(pointId);
  if (!parts) return undefined;
  const [, accountId = "", container = "", uniqueId = "", name = ""] = parts;
  return { place: { accountId, container, name }, uniqueId };
}
