import type { Credentials } from "./credentials";
import { HttpError, type RouteRequest } from "./router";

/**
 * Lets a request pass whose `X-API-KEY` may use a model: the account's key, or a client token that is neither expired
 * nor made for other models or origins.
 *
 * @param model Left out for what belongs to no model; a token for certain models may do that, too.
 * @throws HttpError 401, 403
 */
export function authorize(request: RouteRequest, credentials: Credentials, model?: string): void {
  const admission = credentials.admit(request.header("x-api-key") ?? "", model, request.header("origin") ?? null);
  if (!admission.ok) throw new HttpError(/^permission/i.test(admission.error) ? 403 : 401, admission.error);
}
