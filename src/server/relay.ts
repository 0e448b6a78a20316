// Of the caller's headers these reach the service, and of the service's these reach the caller. Cookies, keys and
// whatever else stays where it belongs.
const REQUEST_HEADERS = ["content-type", "content-length", "accept", "range"];
const RESPONSE_HEADERS = [
  "content-type",
  "content-range",
  "accept-ranges",
  "content-disposition",
  "retry-after",
  "etag",
];
const MOST_HOPS = 3;

/**
 * Sends a request on with the key; its body passes through. Redirects are followed by hand: `fetch` would carry the key
 * along to whatever host they name.
 *
 * @throws What `fetch` throws, and a TypeError for a body that somebody else has read.
 */
export async function follow(request: Request, url: string, key: string): Promise<Response> {
  const headers = new Headers();
  for (const name of REQUEST_HEADERS) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const { method, body, signal } = request;
  if (!body) headers.delete("content-length");
  const origin = new URL(url).origin;
  let at = new URL(url);
  for (let hop = 0; ; hop++) {
    if (at.origin === origin) headers.set("x-api-key", key);
    else headers.delete("x-api-key");
    const init: RequestInit & { duplex: "half" } = { method, headers, body, signal, duplex: "half" };
    // A stream can't be sent twice. Unless it is told so, Node's fetch keeps a copy of all that it sends.
    const redirect = body && refusesRedirects() ? "error" : "manual";
    const response = await fetch(at, { ...init, redirect });
    const location = response.headers.get("location");
    if (!location || response.status < 300 || response.status > 399) return response;
    response.body?.cancel().catch(() => {});
    // A path is what was allowed, not wherever it leads.
    if (method !== "GET" || hop >= MOST_HOPS) throw new TypeError("The service redirects");
    at = new URL(location, at);
    if (!/^https?:$/.test(at.protocol)) throw new TypeError("The service redirects");
  }
}

/** Whether `fetch` can be told to fail on a redirect: Cloudflare's Workers throw at the mere mention. */
function refusesRedirects(): boolean {
  try {
    return new Request("http://localhost", { redirect: "error" }).redirect === "error";
  } catch {
    return false;
  }
}

/** An answer as the caller may see it: media passes through, and no text has the key in it. */
export async function relay(response: Response, key: string): Promise<Response> {
  const { status } = response;
  const headers = new Headers({ "cache-control": "no-store" });
  for (const name of RESPONSE_HEADERS) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, value.replaceAll(key, ""));
  }
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok || /json|^text\//i.test(type)) {
    const text = (await response.text()).replaceAll(key, "");
    return new Response([204, 205, 304].includes(status) ? null : text, { status, headers });
  }
  // The length of an encoded body isn't that of what comes out of it.
  const length = response.headers.get("content-encoding") ? null : response.headers.get("content-length");
  if (length !== null) headers.set("content-length", length);
  return new Response(response.body, { status, headers });
}
