import type { Admission, Credentials } from "./credentials";
import { knowsModel } from "./model-names";

/** What a request for a session says of itself. */
export interface SessionRequest {
  key: string;
  model: string;
  resolution: string | null;
  origin: string | null;
  /** The query without the key. */
  query: Record<string, string>;
  userAgent: string;
}

/** Reads the request line and headers of an upgrade. */
export function readSessionRequest(url: URL, headers: NodeJS.Dict<string | string[]>): SessionRequest {
  const { api_key: key = "", ...query } = Object.fromEntries(url.searchParams);
  return {
    key,
    model: query.model ?? "",
    resolution: query.resolution ?? null,
    origin: [headers.origin].flat()[0] ?? null,
    query,
    userAgent: query.user_agent ?? [headers["user-agent"]].flat()[0] ?? "",
  };
}

/** Whether a session may begin, as the service decides: key, model, what the key allows, resolution. */
export function admit(request: SessionRequest, credentials: Credentials, models: readonly string[]): Admission {
  const admission = credentials.admit(request.key, request.model, request.origin);
  if (!admission.ok) return admission;
  if (!knowsModel(request.model, models)) return { ok: false, error: `Model not found: ${request.model}` };
  if (request.resolution !== null && !["720p", "1080p"].includes(request.resolution)) {
    return { ok: false, error: `Invalid resolution: ${request.resolution}` };
  }
  return admission;
}
