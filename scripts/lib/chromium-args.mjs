/**
 * How Chromium is started for tests and for the headless demo: quiet, with a fake camera, able to reach loopback.
 * @param {{ asks?: boolean, loopbackPeers?: boolean }} [options] asks: whether a page needs a permission for the camera;
 *   loopbackPeers: whether peer connections offer loopback too, which leads nowhere, and costs 50 ms to find out, where
 *   browser and service are on different networks
 */
export function chromiumArgs({ asks = false, loopbackPeers = true } = {}) {
  return [
    // Chromium's sandbox refuses root, and CI runs as root.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--use-fake-device-for-media-stream",
    ...(asks ? [] : ["--use-fake-ui-for-media-stream"]),
    // Without it, a machine with nothing but a loopback interface gathers no candidates.
    ...(loopbackPeers ? ["--allow-loopback-in-peer-connection"] : []),
    "--autoplay-policy=no-user-gesture-required",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // One flag with all of them: the last `--disable-features` wins. The first four let a page reach sockets and peers on
    // private addresses, the fifth shows host candidates as addresses rather than as names that need mDNS.
    `--disable-features=${[
      "LocalNetworkAccessChecks",
      "LocalNetworkAccessChecksWebSockets",
      "LocalNetworkAccessChecksWebRTC",
      "LocalNetworkAccessChecksWebRTCLoopbackOnly",
      "WebRtcHideLocalIpsWithMdns",
      "Translate",
      "MediaRouter",
    ].join(",")}`,
  ];
}
