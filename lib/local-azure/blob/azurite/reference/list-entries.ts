// A list of blobs, containers or policies from its XML, each entry under its name, so that lists in another order show
// just that.

import { parseXML } from "@azure/core-xml";

const entryNames = ["Blob", "BlobPrefix", "Container", "SignedIdentifier"];

/** From places, such as "b@<snapshot> Properties LeaseState", to values. */
export async function listEntries(xml: string): Promise<Record<string, string>> {
  const order: Record<string, string[]> = {};
  const flat: Record<string, string> = {};

  function add(value: unknown, place: string): void {
    if (typeof value !== "object" || value === null) {
      flat[place] = isMarker(place) ? String(value !== "") : String(value);
      return;
    }
    for (const [name, inner] of Object.entries(value)) {
      if (entryNames.includes(name)) for (const entry of Array.isArray(inner) ? inner : [inner]) addEntry(name, entry);
      else add(inner, place === "" ? name : `${place} ${name}`);
    }
  }

  function addEntry(kind: string, entry: { Name?: string; Id?: string; Snapshot?: string }): void {
    const name = `${entry.Name ?? entry.Id}${entry.Snapshot === undefined ? "" : `@${entry.Snapshot}`}`;
    order[`order of ${kind}`] = [...(order[`order of ${kind}`] ?? []), name];
    add(entry, name);
  }

  add(await parseXML(xml), "");
  for (const [kind, names] of Object.entries(order)) flat[kind] = names.join(", ");
  return flat;
}

/** Each service has its own; that there is one is compared. */
function isMarker(place: string): boolean {
  return place === "NextMarker" || place === "Marker";
}
