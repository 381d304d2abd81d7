import { pino } from "pino";
import { redact } from "./redact.ts";
import { shortLine } from "./short-line.ts";

export interface Log {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}

/** JSON lines on stderr of 8 KiB at most, each with an `event`; stdout stays for what a person should read. */
export function createLog(level: string, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Its own would write the messages and stacks of all causes into one, after the line was cut.
      serializers: { err: (error: unknown) => error },
      // Of an error under the key it expects it in, it would write the message once more, as msg.
      errorKey: "unused",
    },
    { write },
  );
  const line = (event: string, fields: Record<string, unknown>) => shortLine(event, redact(fields) as Record<string, unknown>);
  return {
    info: (event, fields = {}) => logger.info(line(event, fields)),
    warn: (event, fields = {}) => logger.warn(line(event, fields)),
    error: (event, fields = {}) => logger.error(line(event, fields)),
  };
}
