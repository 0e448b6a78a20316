/**
 * What our own sender starts with, in kbit/s. Pictures have the model's full size from the first one on as long as the
 * sender holds it, and a narrow uplink isn't drowned: docs/architecture.md has what was measured.
 */
export const UPLINK_START_KBPS = 600;
/** What the service is to start with, in kbit/s: the way from it is the wider one as a rule. */
export const DOWNLINK_START_KBPS = 1000;

/**
 * Gives the first video codec of a description a start rate, unless it has one. A sender takes it from the
 * description that it receives: libwebrtc starts at 300 kbit/s otherwise, and the first frame takes 200 ms longer.
 *
 * @param kbps The rate in kbit/s.
 * @param echo The rate of the other direction, which some services repeat in their answer: it isn't meant for this one.
 */
export function withStartBitrate(sdp: string, kbps: number, echo = kbps): string {
  if (sdp.includes("x-google-start-bitrate"))
    return sdp.replace(new RegExp(`(x-google-start-bitrate=)${echo}\\b`, "g"), `$1${kbps}`);
  const payload = /^m=video \S+ \S+ (\d+)/m.exec(sdp)?.[1];
  if (!payload) return sdp;
  const parameter = `x-google-start-bitrate=${kbps}`;
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
