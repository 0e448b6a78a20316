/**
 * Whether a request comes from a user of the app. Put your own session check here, such as NextAuth's `auth()`.
 * @param {Request} request
 */
export const authorize = (request) => /(^|; )session=./.test(request.headers.get("cookie") ?? "");
