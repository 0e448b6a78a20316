import { randomBytes } from "node:crypto";
import { authorize } from "../authorization";
import type { Credentials } from "../credentials";
import { HttpError, type Route, type RouteRequest } from "../router";

interface StoredFile {
  id: string;
  filename: string;
  mime_type: string;
  size_bytes: number;
  created_at: string;
  /** Null for a file that is kept until it is deleted. */
  expires_at: string | null;
}

const DAY = 24 * 60 * 60;
const LONGEST = 30 * DAY;

/** Seconds that a form asks for; null for ever. */
function lifeOf(value: FormDataEntryValue | null): number | null {
  if (value === null) return DAY;
  if (value === "persistent") return null;
  const seconds = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (seconds >= 60 && seconds <= LONGEST) return seconds;
  throw new HttpError(400, `ttl_seconds: must be a whole number from 60 to ${LONGEST}, or "persistent"`);
}

/** `/v1/files`: takes files in and tells of them. What is in them isn't kept: nothing asks for it again. */
export function fileRoutes(credentials: Credentials): Route[] {
  const files = new Map<string, StoredFile>();

  function find(request: RouteRequest): StoredFile {
    authorize(request, credentials);
    const file = files.get(request.params.id ?? "");
    const isThere = file && (file.expires_at === null || Date.parse(file.expires_at) > Date.now());
    if (!isThere) throw new HttpError(404, "File not found");
    return file;
  }

  return [
    {
      method: "POST",
      pattern: "/v1/files",
      async handle(request) {
        authorize(request, credentials);
        const form = await request.form();
        const file = form.get("file");
        if (!(file instanceof File)) throw new HttpError(400, "file: must be a file");
        const life = lifeOf(form.get("ttl_seconds"));
        const now = Date.now();
        const stored: StoredFile = {
          id: `file_${randomBytes(12).toString("base64url")}`,
          filename: file.name,
          mime_type: file.type || "application/octet-stream",
          size_bytes: file.size,
          created_at: new Date(now).toISOString(),
          expires_at: life === null ? null : new Date(now + life * 1000).toISOString(),
        };
        files.set(stored.id, stored);
        return { status: 200, body: stored };
      },
    },
    { method: "GET", pattern: "/v1/files/:id", handle: (request) => ({ status: 200, body: find(request) }) },
    {
      method: "DELETE",
      pattern: "/v1/files/:id",
      handle(request) {
        const file = find(request);
        files.delete(file.id);
        return { status: 200, body: file };
      },
    },
  ];
}
