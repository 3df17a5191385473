/** In the page: what the peer connections themselves say. Works with the list that `spy.js` keeps, or with any connection. */

/** All statistics of a connection as plain objects. */
export async function stats(pc) {
  const found = [];
  (await pc.getStats()).forEach((entry) => found.push({ ...entry }));
  return found;
}

/** The selected candidate pair with both addresses, its round trip, and the transport's ciphers. */
export async function transport(pc) {
  const all = await stats(pc);
  const byId = new Map(all.map((entry) => [entry.id, entry]));
  const one = all.find((entry) => entry.type === 'transport');
  const pair = byId.get(one?.selectedCandidatePairId) ?? all.find((e) => e.type === 'candidate-pair' && e.nominated && e.state === 'succeeded');
  const address = (id) => {
    const candidate = byId.get(id);
    return candidate ? `${candidate.address ?? candidate.ip}:${candidate.port}` : null;
  };
  return {
    srtpCipher: one?.srtpCipher,
    dtlsCipher: one?.dtlsCipher,
    tlsVersion: one?.tlsVersion,
    dtlsState: one?.dtlsState,
    local: pair && address(pair.localCandidateId),
    remote: pair && address(pair.remoteCandidateId),
    rttMillis: pair && pair.currentRoundTripTime * 1000,
  };
}

/** Frames decoded and freezes of every incoming video, concealment of every incoming audio, what is sent per layer. */
export async function media(pc) {
  const all = await stats(pc);
  const codec = (entry) => all.find((other) => other.id === entry.codecId)?.mimeType;
  const pick = (entry, ...names) => Object.fromEntries(names.filter((n) => entry[n] !== undefined).map((n) => [n, entry[n]]));
  return all
    .filter((entry) => entry.type === 'inbound-rtp' || entry.type === 'outbound-rtp')
    .map((entry) => ({
      codec: codec(entry),
      ...pick(entry, 'type', 'kind', 'ssrc', 'mid', 'rid', 'trackIdentifier', 'timestamp', 'framesDecoded', 'keyFramesDecoded',
        'freezeCount', 'totalFreezesDuration', 'framesPerSecond', 'frameWidth', 'frameHeight', 'packetsLost', 'packetsReceived',
        'bytesReceived', 'bytesSent', 'packetsSent', 'framesEncoded', 'keyFramesEncoded', 'pliCount', 'nackCount', 'firCount',
        'retransmittedPacketsSent', 'retransmittedPacketsReceived', 'concealedSamples', 'silentConcealedSamples',
        'totalSamplesReceived', 'totalAudioEnergy', 'audioLevel', 'framesDropped', 'qualityLimitationReason', 'active'),
    }));
}
