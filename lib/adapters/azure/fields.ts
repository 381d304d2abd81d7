// The fields of an object somebody else made: each has the type asked for, or is not there.
import { isObject } from "./unreadable.ts";

export interface Fields {
  isThere: boolean;
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  texts(name: string): string[];
  /** Without fields where there is none. */
  object(name: string): Fields;
  /** Its own fields that are texts, such as tags. */
  textValues(): Record<string, string>;
  /** Ours by theirs, as far as they are there and not empty. */
  texted<Name extends string>(names: Record<Name, string>): { [name in Name]?: string };
}

export function fieldsOf(value: unknown): Fields {
  const held = isObject(value) ? value : {};
  const text = (name: string) => asText(held[name]);
  return {
    isThere: isObject(value),
    text,
    number: (name) => (typeof held[name] === "number" && Number.isFinite(held[name]) ? held[name] : undefined),
    flag: (name) => (typeof held[name] === "boolean" ? held[name] : undefined),
    texts: (name) => (Array.isArray(held[name]) ? held[name].filter((one) => typeof one === "string") : []),
    object: (name) => fieldsOf(held[name]),
    textValues: () => Object.fromEntries(Object.entries(held).flatMap(([name, one]) => (typeof one === "string" ? [[name, one]] : []))),
    texted: (names) =>
      Object.fromEntries(Object.entries<string>(names).flatMap(([ours, theirs]) => (text(theirs) ? [[ours, text(theirs)]] : []))) as never,
  };
}

/** An empty text says nothing. */
function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
