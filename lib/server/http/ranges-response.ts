import type { DiffRangesAnswer } from "#lib/services/diff/list-diff-ranges.ts";
import { streamedBody } from "./streamed-body.ts";

const types = { csv: "text/csv; charset=utf-8", ddrescue: "text/plain; charset=utf-8", bin: "application/octet-stream" };

export async function rangesResponse(answer: DiffRangesAnswer): Promise<Response> {
  if (answer.format === "json") return Response.json(answer.page);
  // Snapshot names may hold anything Azure allows; a file name is plain ASCII without quotes.
  const fileName = answer.fileName.replace(/[^A-Za-z0-9._-]/g, "_");
  return new Response(await streamedBody(answer.parts), {
    headers: {
      "content-type": types[answer.format],
      "content-disposition": `attachment; filename="${fileName}"`,
    },
  });
}
