/**
 * The start rate in kbit/s. Pictures come at the model's full size from the first one on as long as the sender holds it,
 * and a narrow link isn't drowned: docs/architecture.md has what was measured.
 */
export const START_BITRATE_KBPS = 600;

/**
 * Gives the first video codec of a description a start rate, unless it has one. A sender takes it from the
 * description that it receives: libwebrtc starts at 300 kbit/s otherwise, and the first frame takes 200 ms longer.
 */
export function withStartBitrate(sdp: string): string {
  if (sdp.includes("x-google-start-bitrate")) return sdp;
  const payload = /^m=video \S+ \S+ (\d+)/m.exec(sdp)?.[1];
  if (!payload) return sdp;
  const parameter = `x-google-start-bitrate=${START_BITRATE_KBPS}`;
  const fmtp = new RegExp(`^a=fmtp:${payload} .*$`, "m");
  if (fmtp.test(sdp)) return sdp.replace(fmtp, `$&;${parameter}`);
  return sdp.replace(new RegExp(`^a=rtpmap:${payload} .*$`, "m"), `$&\r\na=fmtp:${payload} ${parameter}`);
}

/** Type, protocol, address and port out of a candidate line (RFC 8839, 5.1); null when it is none. */
export function parseCandidate(
  line: string,
): { candidateType: string; protocol: string; address: string; port: number } | null {
  const match = /^(?:a=)?candidate:\S+ \d+ (\S+) \d+ (\S+) (\d+) typ (\S+)/i.exec(line);
  if (!match) return null;
  const [, protocol = "", address = "", port, candidateType = ""] = match;
  return { candidateType, protocol: protocol.toLowerCase(), address, port: Number(port) };
}
