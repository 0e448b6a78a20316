import * as batch from "./http/batch";

// parts.ts for the file for the CDN, which has everything inside: with no import() left, it is 1 kB smaller.

/** The HTTP API. */
export const loadBatch = async () => batch;
