import * as v from "valibot";
import { check } from "../options";
import { object } from "../schema";
import type { FileInput } from "./form";
import { file } from "./inputs";
import { type HttpContext, readJson, request, requestJson, segment } from "./request";
import { checkCall, sendForm, type UploadOptions } from "./submit";

/** A file that the service keeps. */
export interface FileReference {
  /** Begins with `file_`. */
  id: string;
  /** As it was uploaded. */
  filename?: string | null | undefined;
  /** As the service understands it. */
  mime_type: string;
  /** Bytes. */
  size_bytes: number;
  /** ISO time. */
  created_at: string;
  /** ISO time; null for a file that is kept until it is deleted. */
  expires_at?: string | null | undefined;
}

/** Options of `client.files.upload`. */
export interface UploadFileOptions extends UploadOptions {
  /** How long it is kept: 60 to 2592000 seconds (30 days), or until it is deleted. @default The service's own. */
  ttlSeconds?: number | "persistent" | undefined;
}

/** Files that are uploaded once and used several times. */
export interface Files {
  /**
   * Uploads a file, once.
   *
   * @throws `INVALID_INPUT` (nothing was sent), `FILES_UPLOAD_ERROR` with `data.status`.
   */
  upload(file: FileInput, options?: UploadFileOptions): Promise<FileReference>;
  /** What the service knows of a file. Tried three times in all. @throws `FILES_GET_ERROR` with `data.status`. */
  get(fileId: string, options?: Pick<UploadOptions, "signal">): Promise<FileReference>;
  /** Deletes a file. @throws `FILES_DELETE_ERROR` with `data.status`. */
  delete(fileId: string, options?: Pick<UploadOptions, "signal">): Promise<void>;
}

const uploadSchema = object({ file });

const fileSchema = v.object({
  id: v.string(),
  filename: v.nullish(v.string()),
  mime_type: v.string(),
  size_bytes: v.number(),
  created_at: v.string(),
  expires_at: v.nullish(v.string()),
});

/** `client.files`. */
export function createFiles(context: HttpContext): Files {
  const path = "/v1/files";
  const about = (call: string, id: string, options: Pick<UploadOptions, "signal"> | undefined) => {
    checkCall(call, options);
    return { call, path: `${path}/${segment(call, id)}`, signal: options?.signal };
  };
  return {
    async upload(file, options = {}) {
      const call = "files.upload()";
      checkCall(call, options);
      check(uploadSchema, { file }, call);
      const target = { code: "FILES_UPLOAD_ERROR", call, signal: options.signal } as const;
      const fields = { file, ttl_seconds: options.ttlSeconds };
      return readJson(await sendForm(context, options, fields, { ...target, path }), target, fileSchema);
    },
    async get(id, options) {
      const target = about("files.get()", id, options);
      return requestJson(context, { ...target, method: "GET", code: "FILES_GET_ERROR", tries: 3 }, fileSchema);
    },
    async delete(id, options) {
      const target = about("files.delete()", id, options);
      const response = await request(context, { ...target, method: "DELETE", code: "FILES_DELETE_ERROR" });
      // Nobody reads it: the connection is free again.
      response.body?.cancel().catch(() => {});
    },
  };
}
