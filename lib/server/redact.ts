// Nothing that opens a door may reach a log, an answer or the database: SAS signatures, tokens, client secrets.
// Applied to every text that leaves, however deep it stands, because an SDK may put a URL into any message.

const patterns: [RegExp, string][] = [
  // What stands before it: nothing that could be the end of a longer name, however often the URL was encoded, and in
  // XML (&amp;) and .NET's JSON (\u0026) too.
  [/((?:^|[?&;\s"'(]|\\u0026|%(?:25)*(?:3F|26))(?:sig|si)(?:=|%(?:25)*3D))[^&\s"'<>\\]+/gi, "$1[redacted]"],
  [/\b(Bearer\s+)[A-Za-z0-9._~+/=-]+/gi, "$1[redacted]"],
  [/\b(SharedKey(?:Lite)?\s+[^\s:"']+:)[A-Za-z0-9+/=]+/gi, "$1[redacted]"],
  // What listKeys answers.
  [/("keyName"[^{}]*?"value"\s*:\s*")[^"]+/gi, "$1[redacted]"],
  [/\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+\.?[A-Za-z0-9_-]*/g, "[redacted token]"],
  [
    /((?:client_secret|client_assertion|refresh_token|access_token|AccountKey|SharedKey)["']?\s*(?:=|:|%3D)\s*["']?)[^&\s"',;}]+/gi,
    "$1[redacted]",
  ],
];
const secretNames =
  /^(authorization|cookie|set-cookie|client_?secret|accesssas|x-ms-previous-snapshot-url|x-ms-copy-source|x-ms-copy-source-authorization|password)$/i;
const maxDepth = 8;

export function redactText(text: string): string {
  return patterns.reduce((value, [pattern, replacement]) => value.replace(pattern, replacement), text);
}

/** A copy safe to print: strings redacted, errors unfolded with their causes, cycles cut. */
export function redact(value: unknown, depth = 0, seen = new Set<object>()): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return typeof value === "bigint" ? value.toString() : value;
  if (depth > maxDepth || seen.has(value)) return "[…]";
  seen.add(value);
  if (value instanceof Error) return redactError(value, depth, seen);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1, seen));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, secretNames.test(key) ? "[redacted]" : redact(item, depth + 1, seen)]),
  );
}

/** Only what explains a failure: an SDK's error object carries the whole request with its headers. */
function redactError(error: Error, depth: number, seen: Set<object>): unknown {
  const { code, statusCode, details } = error as { code?: unknown; statusCode?: unknown; details?: unknown };
  return {
    name: error.name,
    message: redactText(error.message),
    stack: error.stack && redactText(error.stack),
    ...(code === undefined ? {} : { code: redact(code, depth + 1, seen) }),
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(details === undefined ? {} : { details: redact(details, depth + 1, seen) }),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1, seen) }),
  };
}
