// Texts of refused requests: the SDK's pagers drop them.
import type { PipelineRequest, RestError } from "@azure/core-rest-pipeline";

const bodies = new WeakMap<PipelineRequest, string>();

export function keepErrorBody(request: PipelineRequest, text: string): void {
  bodies.set(request, text);
}

export function errorBodyOf(error: RestError): string | undefined {
  return error.response?.bodyAsText ?? (error.request ? bodies.get(error.request) : undefined) ?? undefined;
}
