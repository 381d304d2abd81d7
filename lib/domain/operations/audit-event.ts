/** What the audit log has entries of, in the order of a filter, and how each is called. */
export const AUDIT_EVENTS = {
  "operation-ordered": "Ordered",
  "operation-begun": "Begun",
  "operation-succeeded": "Succeeded",
  "operation-failed": "Failed",
  "operation-cancelled": "Cancelled",
  "cancel-asked": "Cancel asked for",
  "retry-asked": "Retry asked for",
  "hold-set": "Hold set",
  "hold-lifted": "Hold lifted",
  "access-asked": "SAS asked for",
  "access-ended": "SAS ended",
  "access-failed": "SAS not given",
} as const;
export type AuditEvent = keyof typeof AUDIT_EVENTS;

/** Read access is most of the log by number, and seldom what is looked for. */
export const AUDIT_SUBJECTS = ["operations", "accesses"] as const;
export type AuditSubject = (typeof AUDIT_SUBJECTS)[number];

export function eventsAbout(about: AuditSubject | undefined): AuditEvent[] {
  return AUDIT_EVENT_NAMES.filter((name) => about === undefined || name.startsWith("access-") === (about === "accesses"));
}

export const AUDIT_EVENT_NAMES = Object.keys(AUDIT_EVENTS) as [AuditEvent, ...AuditEvent[]];
