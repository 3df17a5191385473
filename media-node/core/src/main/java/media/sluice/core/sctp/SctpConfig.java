package media.sluice.core.sctp;

import media.sluice.core.wire.Invariant;

/**
 * Limits and constants of an association.
 *
 * @param localPort of SCTP, 1..65535; WebRTC uses 5000 on both sides
 * @param remotePort of SCTP, 1..65535
 * @param packetBytes largest packet sent, 512..16384, a multiple of 4
 * @param streams streams offered in each direction, 1..65535
 * @param maxMessageBytes largest message sent or received
 * @param sendBufferBytes what may wait to be sent or acknowledged
 * @param receiveBufferBytes what may wait to be assembled or polled; the window we advertise
 */
public record SctpConfig(
        int localPort,
        int remotePort,
        int packetBytes,
        int streams,
        int maxMessageBytes,
        int sendBufferBytes,
        int receiveBufferBytes) {

    public SctpConfig {
        Invariant.range(localPort, 1, 65_535, "localPort");
        Invariant.range(remotePort, 1, 65_535, "remotePort");
        Invariant.range(packetBytes, 512, 16_384, "packetBytes");
        Invariant.check(packetBytes % 4 == 0, "packetBytes is no multiple of 4", packetBytes);
        Invariant.range(streams, 1, 65_535, "streams");
        Invariant.range(maxMessageBytes, 1, 1 << 24, "maxMessageBytes");
        Invariant.range(sendBufferBytes, maxMessageBytes, 1 << 28, "sendBufferBytes");
        Invariant.range(receiveBufferBytes, maxMessageBytes, 1 << 28, "receiveBufferBytes");
    }

    /**
     * What Sluice uses: 1160 bytes per packet make a datagram of 1197 after DTLS, which the
     * smallest IPv6 path takes; 1024 streams are what browsers offer; 262144 bytes is the {@code
     * a=max-message-size} we advertise.
     */
    public static SctpConfig standard() {
        return new SctpConfig(5000, 5000, 1160, 1024, 262_144, 1 << 20, 1 << 20);
    }

    /** Largest payload of one DATA chunk. */
    int fragmentBytes() {
        return packetBytes - SctpPacket.HEADER_BYTES - PacketBuilder.DATA_HEADER_BYTES;
    }
}
