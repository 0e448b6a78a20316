import { createFiles, type Files } from "./files";
import { inputSchemaOf } from "./inputs";
import { createProcess, type Process } from "./process";
import { createQueue, type Queue } from "./queue";
import type { HttpContext } from "./request";
import { createTokens, type Tokens } from "./tokens";

/** All of the HTTP API: nothing of it is needed before a live session's first frame, so it is loaded with its first use. */
export interface Batch {
  process: Process;
  queue: Queue;
  files: Files;
  tokens: Tokens;
  inputSchemaOf: typeof inputSchemaOf;
}

/** All calls over HTTP. */
export const createBatch = (context: HttpContext): Batch => ({
  process: createProcess(context),
  queue: createQueue(context),
  files: createFiles(context),
  tokens: createTokens(context),
  inputSchemaOf,
});
