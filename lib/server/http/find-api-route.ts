// Whether the API has this path and method, said in the API's own error shape: Next would answer with a page.
import { AppError } from "#lib/domain/app-error.ts";
import { apiTable } from "#lib/server/api/api-table.ts";

const methodsByPath = new Map<string, string[]>();
for (const key of Object.keys(apiTable)) {
  const [method = "", path = ""] = key.split(" ");
  methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), method]);
}
const patterns = [...methodsByPath].map(([path, methods]) => ({
  pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}/?$`),
  methods,
}));

export function isApiPath(pathname: string): boolean {
  return pathname === "/api" || pathname.startsWith("/api/");
}

/** undefined: the API has it. */
export function findApiProblem(method: string, pathname: string): AppError | undefined {
  const found = patterns.find(({ pattern }) => pattern.test(pathname));
  if (!found)
    return new AppError("not-found", "The API has no such path; /api/openapi.json lists what it has.", {
      details: { field: "path", given: pathname.slice(0, 200) },
    });
  // Next answers HEAD from GET, and OPTIONS by itself.
  if (method === "HEAD" || method === "OPTIONS" || found.methods.includes(method)) return undefined;
  return new AppError("method-not-allowed", `This path does not take ${method}.`, {
    details: { field: "method", given: method, allowed: found.methods },
  });
}
