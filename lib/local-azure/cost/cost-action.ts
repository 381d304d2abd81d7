// The action a call to the money side needs. A query and a report are reads though they are posted ("you need read only
// permissions", says Azure's page on the Cost Details API).

export function costActionOf(method: string | undefined, { pathname }: URL): string {
  const [, provider = "", operation = "", , verb] =
    /\/providers\/(Microsoft\.(?:CostManagement|Consumption))\/([^/]+)(\/[^/]+)?(?:\/([^/]+))?/i.exec(pathname) ?? [];
  const type = `${provider}/${operation}`;
  if (/^(query|generateCostDetailsReport)$/i.test(operation) || method === "GET" || method === "HEAD") return `${type}/read`;
  if (verb !== undefined) return `${type}/${verb}/action`;
  if (method === "DELETE") return `${type}/delete`;
  return method === "POST" ? `${type}/action` : `${type}/write`;
}
