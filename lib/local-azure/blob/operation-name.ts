// The name the REST reference gives to a call on a blob, so that a refusal can say what it refuses.

import type { BlobRequest } from "./blob-request.ts";

const namesByComp: Record<string, string> = {
  "GET metadata": "Get Blob Metadata",
  "HEAD metadata": "Get Blob Metadata",
  "GET pagelist": "Get Page Ranges",
  "GET blocklist": "Get Block List",
  "GET tags": "Get Blob Tags",
  "GET list": "List Blobs or Containers",
  "GET properties": "Get Service or Container Properties",
  "GET acl": "Get Container ACL",
  "POST query": "Query Blob Contents",
  "POST batch": "Blob Batch",
  "PUT metadata": "Set Blob Metadata",
  "PUT properties": "Set Blob Properties",
  "PUT snapshot": "Snapshot Blob",
  "PUT lease": "Lease Blob",
  "PUT incrementalcopy": "Incremental Copy Blob",
  "PUT tier": "Set Blob Tier",
  "PUT tags": "Set Blob Tags",
  "PUT block": "Put Block",
  "PUT blocklist": "Put Block List",
  "PUT appendblock": "Append Block",
  "PUT copy": "Abort Copy Blob",
  "PUT undelete": "Undelete Blob",
  "PUT expiry": "Set Blob Expiry",
};

const namesByMethod: Record<string, string> = {
  GET: "Get Blob",
  HEAD: "Get Blob Properties",
  PUT: "Put Blob",
  DELETE: "Delete Blob",
  OPTIONS: "Preflight Blob Request",
};

export function operationName({ method, comp, headers }: BlobRequest): string {
  const copies = headers["x-ms-copy-source"] !== undefined;
  if (method === "PUT" && comp === "page") return copies ? "Put Page From URL" : "Put Page";
  if (comp !== "") return namesByComp[`${method} ${comp}`] ?? `${method} with comp=${comp}`;
  if (method === "PUT" && copies) {
    if (headers["x-ms-blob-type"] !== undefined) return "Put Blob From URL";
    return headers["x-ms-requires-sync"] === undefined ? "Copy Blob" : "Copy Blob From URL";
  }
  return namesByMethod[method] ?? method;
}
