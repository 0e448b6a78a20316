/** How much a logger lets through, from most to least. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * Where the SDK writes what it does. `data` holds plain facts (states, codes, durations);
 * keys, tokens, prompts and images are never passed to a logger.
 */
export interface Logger {
  /** Steps of a connection, for those who look for a fault. */
  debug(message: string, data?: Record<string, unknown>): void;
  /** What happens seldom and is no fault. */
  info(message: string, data?: Record<string, unknown>): void;
  /** What the app should know: a deprecated name, an option without effect. */
  warn(message: string, data?: Record<string, unknown>): void;
  /** What went wrong, and what a listener has thrown. */
  error(message: string, data?: Record<string, unknown>): void;
}

const LEVELS = ["debug", "info", "warn", "error"] as const;

const ignore = () => {};

/** Drops everything: the default. */
export const noopLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * A logger that writes to the console, each line with the prefix `[decart]`.
 *
 * @param level The least important level that is still written. @default "warn"
 */
export function createConsoleLogger(level: LogLevel = "warn"): Logger {
  const logger = { ...noopLogger };
  for (const name of LEVELS.slice(LEVELS.indexOf(level))) {
    logger[name] = (message, data) => console[name](`[decart] ${message}`, ...(data ? [data] : []));
  }
  return logger;
}
