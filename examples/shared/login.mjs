// The login of the examples: everybody who opens the page gets a session. Put your own in its place.
import { randomUUID } from "node:crypto";

/** Makes a login that remembers its sessions for as long as the process runs. */
export function createLogin() {
  /** @type {Set<string>} */
  const sessions = new Set();
  /** @param {string | null | undefined} cookie The request's header. */
  const sessionIn = (cookie) => /(?:^|; )session=([\w-]+)/.exec(cookie ?? "")?.[1] ?? "";
  return {
    /** @param {Request} request */
    sessionOf: (request) => sessionIn(request.headers.get("cookie")),
    /** Whether a request comes from a user, for `authorize`. @param {Request} request */
    authorize: (request) => sessions.has(sessionIn(request.headers.get("cookie"))),
    /**
     * The same as middleware of Express.
     * @param {import("express").Request} request
     * @param {import("express").Response} response
     * @param {() => void} next
     */
    guard: (request, response, next) => {
      if (sessions.has(sessionIn(request.headers.cookie))) next();
      else response.sendStatus(401);
    },
    /**
     * Logs in whoever opens the page.
     * @param {import("express").Request} _
     * @param {import("express").Response} response
     * @param {() => void} next
     */
    welcome: (_, response, next) => {
      const session = randomUUID();
      sessions.add(session);
      response.cookie("session", session, { httpOnly: true, sameSite: "strict" });
      next();
    },
  };
}
