// Azure's errors may quote a request URL or a response body, and both can hold a SAS or a token.

/** The text without query strings of URLs, signatures, access SAS values and bearer tokens. */
export function redact(text: string): string {
  return text
    .replace(/("access_?sas"\s*:\s*")[^"]*"/gi, '$1[redacted]"')
    .replace(/(https?:\/\/[^\s"'<>?]+)\?[^\s"'<>]*/gi, "$1?[redacted]")
    .replace(/\b(sig|si|skoid|signature)=[^&\s"'<>]+/gi, "$1=[redacted]")
    .replace(/("keyName"[^{}]*?"value"\s*:\s*")[^"]+/gi, "$1[redacted]")
    .replace(/\b(SharedKey(?:Lite)?\s+[^\s:"']+:)[A-Za-z0-9+/=]+/gi, "$1[redacted]")
    .replace(/\bBearer\s+[A-Za-z0-9._~+/-]+=*/gi, "Bearer [redacted]");
}
