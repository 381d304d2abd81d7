// Whether the API has this path and method, said in the API's own error shape: Next would answer with a page.
import { AppError } from "#lib/domain/app-error.ts";
import type { ApiEntry } from "#lib/server/api/api-table.ts";

export interface ApiFinder {
  /** Why the API does not take it; undefined: it has it. */
  problem(method: string, pathname: string): AppError | undefined;
  entry(method: string, pathname: string): ApiEntry | undefined;
  /** Which of the table it is, and the values of the path's parameters, as they are meant. */
  route(method: string, pathname: string): { key: string; entry: ApiEntry; params: Record<string, string> } | undefined;
}

export function isApiPath(pathname: string): boolean {
  return pathname === "/api" || pathname.startsWith("/api/");
}

export function createApiFinder(table: Readonly<Record<string, ApiEntry>>): ApiFinder {
  const entriesByPath = Map.groupBy(
    Object.entries(table).map(([key, entry]) => {
      const [method = "", path = ""] = key.split(" ");
      return { key, method, path, entry };
    }),
    ({ path }) => path,
  );
  const patterns = [...entriesByPath].map(([path, entries]) => ({
    pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`),
    entries,
  }));
  const find = (pathname: string) => patterns.find(({ pattern }) => pattern.test(pathname));
  return {
    problem: (method, pathname) => problemOf(find(pathname)?.entries, method, pathname),
    entry: (method, pathname) => find(pathname)?.entries.find((one) => one.method === method)?.entry,
    route(method, pathname) {
      const found = find(pathname);
      const one = found?.entries.find((one) => one.method === method);
      if (found === undefined || one === undefined) return undefined;
      const params = Object.entries(found.pattern.exec(pathname)?.groups ?? {});
      return {
        key: one.key,
        entry: one.entry,
        params: Object.fromEntries(params.map(([name, value]) => [name, decodeURIComponent(value)])),
      };
    },
  };
}

function problemOf(entries: readonly { method: string }[] | undefined, method: string, pathname: string): AppError | undefined {
  if (!entries)
    return new AppError("not-found", "The API has no such path; /api/openapi.json lists what it has.", {
      details: { field: "path", given: pathname.slice(0, 200) },
    });
  const allowed = entries.map((one) => one.method);
  // Next answers HEAD from GET, and OPTIONS by itself.
  if (method === "HEAD" || method === "OPTIONS" || allowed.includes(method)) return undefined;
  return new AppError("method-not-allowed", `This path does not take ${method}.`, { details: { field: "method", given: method, allowed } });
}
