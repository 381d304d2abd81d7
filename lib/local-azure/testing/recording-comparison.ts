// What an answer of Azure and one of Local Azure have in common: status, header names, and the shape of the body, which
// is the properties and their types at every depth, array by array element by element. Of texts it also matters what
// they look like (a time, a guid, a path …); values that do not depend on who asked and when must be the same.

export interface RecordedResponse {
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

/** A line for each difference. */
export async function compareAnswer(recorded: RecordedResponse, answered: Response): Promise<string[]> {
  const text = await answered.text();
  const body: unknown = text === "" ? null : readBody(text);
  const status = answered.status === recorded.status ? [] : [`status is ${answered.status} instead of ${recorded.status}: ${text}`];
  return [...status, ...compareHeaders(recorded.headers, answered.headers), ...compareShape("body", recorded.body ?? null, body)];
}

function readBody(text: string): unknown {
  return text.startsWith("{") ? JSON.parse(text) : text;
}

/** A client acts on these being there, or not. Recordings leave out most others. */
const tellingHeaders = ["x-ms-failure-cause", "azure-asyncoperation", "location", "retry-after"];
/** Said of the call itself, once counters and ids are taken out. */
const comparedHeaders = ["x-ms-failure-cause", "azure-asyncoperation", "location", "x-ms-ratelimit-remaining-resource"];

function compareHeaders(recorded: Record<string, string>, answered: Headers): string[] {
  const expected = new Map(Object.entries(recorded).map(([name, value]) => [name.toLowerCase(), value]));
  const missing = [...expected.keys()].filter((name) => !answered.has(name)).map((name) => `header ${name} is missing`);
  const extra = tellingHeaders
    .filter((name) => answered.has(name) && !expected.has(name))
    .map((name) => `header ${name} should not be there`);
  const other = comparedHeaders.flatMap((name) => {
    const [want, have] = [plain(expected.get(name)), plain(answered.get(name) ?? undefined)];
    return want === undefined || have === undefined || want === have ? [] : [`header ${name} is ${have} instead of ${want}`];
  });
  return [...missing, ...extra, ...other];
}

/** Without host, ids, signatures and counts. Undefined: nothing to compare ("(the same without monitor)"). */
function plain(value: string | undefined): string | undefined {
  if (value === undefined || value.startsWith("(")) return undefined;
  return value
    .replace(/^https:\/\/[^/]+/, "")
    .replace(/&t=.*$/, "")
    .replaceAll(guid, "{guid}")
    .replaceAll(/;\d+/g, "");
}

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

const tellingValues =
  /\.(code|message|target|status|createOption|provisioningState|diskState|incremental|tier|diskSizeBytes|diskSizeGB|diskIOPSReadWrite|completionPercent|type|networkAccessPolicy|dataFormat|compressData|currency|columns\[\d+\]\.name)$/;

export function compareShape(path: string, expected: unknown, given: unknown): string[] {
  if (typeOf(expected) !== typeOf(given)) return [`${path} is ${toText(given)} instead of ${toText(expected)}`];
  if (Array.isArray(expected) && Array.isArray(given)) return compareLists(path, expected, given);
  if (isObject(expected) && isObject(given)) return compareObjects(path, expected, given);
  return tellingValues.test(path) && expected !== given ? [`${path} is ${toText(given)} instead of ${toText(expected)}`] : [];
}

function compareLists(path: string, expected: unknown[], given: unknown[]): string[] {
  const length = expected.length === given.length ? [] : [`${path} has ${given.length} elements instead of ${expected.length}`];
  const both = expected.slice(0, given.length);
  return [...length, ...both.flatMap((element, index) => compareShape(`${path}[${index}]`, element, given[index]))];
}

function compareObjects(path: string, expected: Record<string, unknown>, given: Record<string, unknown>): string[] {
  const names = Object.keys(expected);
  const extra = Object.keys(given).filter((name) => !(name in expected));
  return [
    ...extra.map((name) => `${path}.${name} should not be there`),
    ...names.filter((name) => !(name in given)).map((name) => `${path}.${name} is missing`),
    ...names.filter((name) => name in given).flatMap((name) => compareShape(`${path}.${name}`, expected[name], given[name])),
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  return typeof value === "string" ? formOf(value) : typeof value;
}

const forms: [form: string, pattern: RegExp][] = [
  ["time in UTC", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/],
  ["time with an offset", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$/],
  ["guid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i],
  ["URL", /^https:\/\//],
  ["absolute path", /^\/(subscriptions|providers)\//i],
  ["path", /^(subscriptions|providers)\//i],
];

function formOf(text: string): string {
  return forms.find(([, pattern]) => pattern.test(text))?.[0] ?? "text";
}

function toText(value: unknown): string {
  return JSON.stringify(value) ?? "undefined";
}
