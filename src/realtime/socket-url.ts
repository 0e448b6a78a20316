/**
 * A realtime URL with its query. Values are percent-encoded; those that come later win.
 *
 * @param base `ws:` or `wss:`, with or without a path.
 */
export function socketUrl(base: string, path: string, ...queries: Record<string, string | undefined>[]): string {
  const values: Record<string, string> = {};
  for (const [name, value] of queries.flatMap(Object.entries)) {
    if (value !== undefined) values[name] = value;
  }
  const query = Object.entries(values).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return `${base.replace(/\/+$/, "")}${path}?${query.join("&")}`;
}
