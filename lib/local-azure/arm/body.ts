// Reading request bodies: what a caller may send wrongly is refused by the name of the property.

import { AzureError, invalidParameter, notImplemented } from "../errors.ts";
import { toLocationName } from "../model/rules/regions.ts";

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asObject(value: unknown, what: string): JsonObject {
  if (isObject(value)) return value;
  throw new AzureError(400, "InvalidRequestContent", `The request content was invalid: ${what} must be a JSON object.`);
}

export function objectIn(parent: JsonObject, name: string): JsonObject {
  const value = parent[name];
  return value === undefined || value === null ? {} : asObject(value, `'${name}'`);
}

export function textIn(parent: JsonObject, name: string): string | undefined {
  const value = parent[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw invalidParameter(name, `The value of parameter ${name} is invalid: it must be a string.`);
}

export function numberIn(parent: JsonObject, name: string): number | undefined {
  const value = parent[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw invalidParameter(name, `The value of parameter ${name} is invalid: it must be a number.`);
}

export function booleanIn(parent: JsonObject, name: string): boolean | undefined {
  const value = parent[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "boolean") return value;
  throw invalidParameter(name, `The value of parameter ${name} is invalid: it must be true or false.`);
}

export function choiceIn<T extends string>(parent: JsonObject, name: string, choices: readonly T[]): T | undefined {
  const value = textIn(parent, name);
  if (value === undefined) return undefined;
  const choice = choices.find((known) => known.toLowerCase() === value.toLowerCase());
  if (choice !== undefined) return choice;
  throw invalidParameter(name, `The value '${value}' of parameter ${name} is invalid. Allowed values are: ${choices.join(", ")}.`);
}

export function textListIn(parent: JsonObject, name: string): string[] | undefined {
  const value = parent[name];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value;
  throw invalidParameter(name, `The value of parameter ${name} is invalid: it must be a list of strings.`);
}

export function tagsIn(parent: JsonObject): Record<string, string> | undefined {
  const value = parent.tags;
  if (value === undefined || value === null) return undefined;
  const tags = asObject(value, "'tags'");
  const entries = Object.entries(tags);
  if (entries.length > 50) throw new AzureError(400, "InvalidTags", "A resource can have at most 50 tags.");
  for (const [name, text] of entries) {
    if (name === "" || name.length > 512)
      throw new AzureError(400, "InvalidTagName", `The tag name '${name.slice(0, 40)}' must have 1 to 512 characters.`);
    if (/[<>%&\\?/]/.test(name)) {
      throw new AzureError(
        400,
        "InvalidTagNameCharacters",
        `The tag names '${name}' have reserved characters '<,>,%,&,\\,?,/' or control characters.`,
      );
    }
    if (typeof text === "string" && text.length > 256)
      throw new AzureError(400, "InvalidTagValueLength", `The value of tag '${name}' exceeds 256 characters.`);
    if (typeof text !== "string") throw invalidParameter("tags", `The value of tag '${name}' must be a string.`);
  }
  assertNoReservedValue(entries);
  return tags as Record<string, string>;
}

/** With spaces around them they are values like any other. */
const reservedTagValues: readonly unknown[] = ["null", "(null)"];

function assertNoReservedValue(tags: [name: string, value: unknown][]): void {
  const names = tags.filter(([, value]) => reservedTagValues.includes(String(value).toLowerCase())).map(([name]) => name);
  if (names.length === 0) return;
  throw new AzureError(
    400,
    "InvalidReservedTagValue",
    `The tag names '${names.join(", ")}' have reserved tag values. The reserved tag values are: '${reservedTagValues.join(", ")}'.`,
  );
}

export function locationIn(parent: JsonObject): string {
  const location = textIn(parent, "location");
  if (location === undefined || location === "") {
    throw new AzureError(400, "LocationRequired", "The location property is required for this definition.");
  }
  return toLocationName(location);
}

/** GiB of a disk; Azure's range for managed disks. */
export function diskSizeGibIn(properties: JsonObject): number | undefined {
  const sizeGib = numberIn(properties, "diskSizeGB");
  if (sizeGib === undefined || (Number.isInteger(sizeGib) && sizeGib >= 1 && sizeGib <= 65_536)) return sizeGib;
  throw invalidParameter(
    "diskSizeGB",
    `The value ${sizeGib} of parameter diskSizeGB is out of range. It must be a whole number between 1 and 65536.`,
  );
}

/** What is not looked at must not be taken in silence. Nulls and empty values say nothing. */
export function assertKnown(object: JsonObject, known: ReadonlySet<string>, what: string): void {
  const unknown = Object.keys(object).find((name) => !known.has(name) && object[name] !== null && object[name] !== undefined);
  if (unknown !== undefined) throw notImplemented(`property ${unknown} of ${what}`);
}
