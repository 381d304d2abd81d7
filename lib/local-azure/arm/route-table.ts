// Finding the route of a call. {names} become params; literals match in any case.

import type { Route } from "./route.ts";

export interface FoundRoute {
  route: Route;
  params: Record<string, string>;
}

export type RouteTable = (method: string, path: string) => FoundRoute | undefined;

export function createRouteTable(routes: readonly Route[]): RouteTable {
  const split = routes.map((route) => ({ route, pattern: route.pattern.split("/") }));
  return (method, path) => {
    const segments = path.split("/");
    for (const { route, pattern } of split) {
      if (route.method !== method) continue;
      const params = matchPattern(pattern, segments);
      if (params !== undefined) return { route, params };
    }
    return undefined;
  };
}

function matchPattern(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] ?? "";
    if (!part.startsWith("{")) {
      if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
    } else if (segment === "") return undefined;
    else params[part.slice(1, -1)] = decodeSegment(segment);
  }
  return params;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
