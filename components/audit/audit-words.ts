// How an entry of the audit log is told in a line.
import type { Tone } from "#components/ui/state-badge.tsx";
import type { AuditEntry } from "#lib/contract/audit.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { AUDIT_EVENTS, type AuditEvent } from "#lib/domain/operations/audit-event.ts";

export function eventLabel(event: string | undefined): string {
  if (event === undefined) return "Cannot be read";
  return event in AUDIT_EVENTS ? AUDIT_EVENTS[event as AuditEvent] : event;
}

export function eventTone(event: string | undefined): Tone {
  if (event === "operation-failed" || event === "access-failed" || event === undefined) return "bad";
  if (event === "operation-succeeded" || event === "access-ended") return "ok";
  return "neutral";
}

/** What it was about: the operation by its title, an access and a hold by the snapshot. */
export function subjectText({ event, title, subject }: Pick<AuditEntry, "event" | "title" | "subject">): string {
  if (title !== undefined) return title;
  if (subject === undefined) return "";
  return event?.startsWith("access-") ? `Read access to ${resourceName(subject)}` : resourceName(subject);
}
