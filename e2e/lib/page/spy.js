// Runs before any script of the page: keeps every RTCPeerConnection and every event that a user could notice.
(() => {
  if (window.__peers) return;
  window.__peers = [];
  window.__events = [];
  const note = (pc, what, value) => window.__events.push({ at: performance.timeOrigin + performance.now(), pc, what, value });
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      const index = window.__peers.push(this) - 1;
      this.addEventListener('connectionstatechange', () => note(index, 'connection', this.connectionState));
      this.addEventListener('iceconnectionstatechange', () => note(index, 'ice', this.iceConnectionState));
      this.addEventListener('signalingstatechange', () => note(index, 'signaling', this.signalingState));
      this.addEventListener('negotiationneeded', () => note(index, 'negotiationneeded', ''));
      this.addEventListener('datachannel', (event) => note(index, 'datachannel', event.channel.label));
      this.addEventListener('track', ({ track }) => {
        note(index, 'track', track.kind);
        for (const what of ['mute', 'unmute', 'ended']) track.addEventListener(what, () => note(index, what, track.kind));
      });
    }
  };
})();
