// What is wrong with a field, in the words of who sent it: zod's own speak of types of JavaScript.
import type { z } from "zod";

export interface IssueWords {
  message: string;
  /** What may be given, where that is a list. */
  allowed?: readonly unknown[];
}

const TYPES: Record<string, string> = {
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  string: "a text",
  array: "a list",
};

/** given: what stood there; undefined where nothing did. A schema's own message stands as it is. */
export function issueWords(issue: z.core.$ZodIssue, given: unknown): IssueWords {
  const allowed = allowedBy(issue);
  const isOwn = !/^(Invalid (input|option|discriminator)|Unrecognized)/.test(issue.message);
  if (isOwn) return { message: issue.message, ...(allowed ? { allowed } : {}) };
  const wanted = allowed
    ? `one of ${allowed.join(", ")}`
    : issue.code === "invalid_type"
      ? (TYPES[issue.expected] ?? `of type ${issue.expected}`)
      : "of another form";
  return { message: `${given === undefined ? "missing; it" : "it"} must be ${wanted}`, ...(allowed ? { allowed } : {}) };
}

function allowedBy(issue: z.core.$ZodIssue): readonly unknown[] | undefined {
  if (issue.code === "invalid_value") return issue.values;
  return issue.code === "invalid_union" && "options" in issue && Array.isArray(issue.options) ? issue.options : undefined;
}
