// KQL's words: names, strings, numbers, spans of time, and signs.

import { invalidQuery } from "./query-error.ts";

export interface Token {
  kind: "name" | "string" | "number" | "span" | "sign" | "end";
  /** As written; a string's content. */
  text: string;
  /** Of numbers; of spans in milliseconds. */
  value: number;
  /** From 1. */
  at: number;
}

const patterns: [kind: Token["kind"] | "skip", pattern: RegExp][] = [
  ["skip", /\s+|\/\/[^\n]*/y],
  ["span", /(\d+(?:\.\d+)?)(d|h|m|s|ms)\b/y],
  ["number", /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ["string", /@?'(?:[^'\\]|\\.)*'|@?"(?:[^"\\]|\\.)*"/y],
  ["name", /!?(?:in|has|contains|startswith|endswith)~|![a-z]+\b|[A-Za-z_$][\w$]*/y],
  ["sign", /==|=~|!=|!~|<=|>=|[|=<>()[\],.+\-*/%;]/y],
];

const spanMs: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < query.length; ) {
    const found = firstMatch(query, at);
    if (found.kind !== "skip") tokens.push(toToken(found.kind, found.text, at + 1));
    at += found.text.length;
  }
  tokens.push({ kind: "end", text: "<end>", value: 0, at: query.length + 1 });
  return tokens;
}

function firstMatch(query: string, at: number): { kind: Token["kind"] | "skip"; text: string } {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(query)?.[0];
    if (text !== undefined) return { kind, text };
  }
  throw invalidQuery(`Unexpected character '${query[at]}'.`, { at: at + 1, token: query[at] ?? "" });
}

function toToken(kind: Token["kind"], text: string, at: number): Token {
  if (kind === "string") return { kind, text: unquote(text), value: 0, at };
  if (kind === "number") return { kind, text, value: Number(text), at };
  if (kind !== "span") return { kind, text, value: 0, at };
  const unit = /[a-z]+$/.exec(text)?.[0] ?? "ms";
  return { kind, text, value: Number.parseFloat(text) * (spanMs[unit] ?? 1), at };
}

function unquote(text: string): string {
  if (text.startsWith("@")) return text.slice(2, -1);
  return text.slice(1, -1).replace(/\\(.)/g, (_, escaped: string) => ({ n: "\n", t: "\t", r: "\r" })[escaped] ?? escaped);
}
