"use client";
// Relative first, exact on hover and for machines.
import { usePreferences } from "#lib/client/settings/preferences.ts";
import { useNow } from "#lib/client/shell/use-now.ts";
import { formatRelativeTime, formatUtc, TIME_UNKNOWN } from "#lib/domain/format.ts";

/** As Azure's records have it: one may come without. */
interface TimeProps {
  iso: string | undefined;
}

/** "3 hours ago". */
export function Age({ iso }: TimeProps) {
  const nowMs = useNow();
  if (iso === undefined) return TIME_UNKNOWN;
  const atMs = Date.parse(iso);
  return (
    <time dateTime={iso} title={formatUtc(atMs)}>
      {nowMs === 0 ? "" : formatRelativeTime(atMs, nowMs)}
    </time>
  );
}

/** "2026-11-05 20:58:06 UTC", or in the browser's time zone where Settings says so. */
export function Instant({ iso }: TimeProps) {
  const format = useInstantFormat();
  if (iso === undefined) return TIME_UNKNOWN;
  const atMs = Date.parse(iso);
  return (
    <time dateTime={iso} title={formatUtc(atMs)}>
      {format(atMs)}
    </time>
  );
}

export function useInstantFormat(): (atMs: number) => string {
  const { timeZone } = usePreferences();
  return timeZone === "utc" ? formatUtc : formatLocal;
}

/** The same order of parts as UTC's, with the zone's offset. */
function formatLocal(atMs: number): string {
  const date = new Date(atMs);
  const two = (n: number) => String(n).padStart(2, "0");
  const zone =
    new Intl.DateTimeFormat("en", { timeZoneName: "short" }).formatToParts(date).find((p) => p.type === "timeZoneName")?.value ?? "";
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone}`;
}
