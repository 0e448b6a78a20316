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

/** The id of the session that a path asks to watch; null where it asks for a session of its own. */
export function watchedId(path: string): string | null {
  const [, segment] = /\/subscribe\/([^/]*)$/.exec(path) ?? [];
  if (segment === undefined) return null;
  try {
    return decodeURIComponent(segment);
  } catch {
    return "";
  }
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

/**
 * Whether somebody may watch a session. A key comes first: who has none isn't told which sessions there are. A token
 * for certain models watches sessions of those.
 *
 * @param model - of the session, if it lasts
 */
export function admitViewer(
  { key, origin, query }: SessionRequest,
  credentials: Credentials,
  model: string | undefined,
  address: { ip: string; port: number },
): Admission {
  const admission = credentials.admit(key, model, origin);
  if (!admission.ok) return admission;
  const isThere = model !== undefined && query.IP === address.ip && query.port === String(address.port);
  return isThere ? admission : { ok: false, error: "Invalid session: it has ended, or never was" };
}
