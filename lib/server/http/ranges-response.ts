import type { DiffRangesAnswer } from "#lib/services/diff/list-diff-ranges.ts";

export function rangesResponse(answer: DiffRangesAnswer): Response {
  if (answer.format === "json") return Response.json(answer.page);
  const type = { csv: "text/csv; charset=utf-8", ddrescue: "text/plain; charset=utf-8", bin: "application/octet-stream" }[answer.format];
  const body = answer.format === "bin" ? new Uint8Array(answer.bytes) : answer.text;
  // Snapshot names may hold anything Azure allows; a file name is plain ASCII without quotes.
  const fileName = answer.fileName.replace(/[^A-Za-z0-9._-]/g, "_");
  return new Response(body, { headers: { "content-type": type, "content-disposition": `attachment; filename="${fileName}"` } });
}
