package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import java.util.List;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.DtlsEndpoint;
import media.sluice.core.dtls.DtlsFailure;
import media.sluice.core.dtls.DtlsState;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.srtp.SrtpStatus;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * The DTLS association of a session and the SRTP contexts it gives (RFC 5764): takes what comes
 * from a proven address, hands plain media on, seals what goes out. It does not know where the peer
 * is, nor whether the session may send now; its {@link PeerSession} does, and owns it.
 */
final class SecureTransport {
    private static final int DTLS_ROOM = 1500;

    private final SessionPorts ports;
    private final SessionCounters counters;
    private final Reception reception;
    private final DataTransport data;

    private @Nullable DtlsEndpoint dtls;
    private @Nullable SrtpReceiver receiver;
    private @Nullable SrtpSender sender;

    /** Whether the endpoint may have something to send. */
    private boolean isTouched;

    /** {@code reception} takes the media that proves authentic, {@code data} what DTLS carries. */
    SecureTransport(
            SessionPorts ports, SessionCounters counters, Reception reception, DataTransport data) {
        this.ports = ports;
        this.counters = counters;
        this.reception = reception;
        this.data = data;
    }

    /** Starts at the beginning of a handshake. */
    void open() {
        dtls = new DtlsEndpoint(ports.handshakers().newHandshaker(), this::onApplicationData);
    }

    /** Goes on with imported state. */
    void install(DtlsEndpoint endpoint, SrtpReceiver newReceiver, SrtpSender newSender) {
        dtls = endpoint;
        receiver = newReceiver;
        sender = newSender;
    }

    @Nullable DtlsEndpoint dtls() {
        return dtls;
    }

    @Nullable SrtpReceiver receiver() {
        return receiver;
    }

    @Nullable SrtpSender sender() {
        return sender;
    }

    /** Whether the handshake can never succeed. */
    boolean isFailed() {
        return dtls != null && dtls.state() == DtlsState.FAILED;
    }

    /** Why, for people; empty while it has not failed. */
    String failureReason() {
        var failure = dtls == null ? null : dtls.failure();
        return failure == null ? "" : reason(failure);
    }

    private static String reason(DtlsFailure failure) {
        return switch (failure) {
            case TIMEOUT -> "DTLS handshake timed out";
            case HANDSHAKE -> "DTLS handshake failed";
            case FINGERPRINT -> "DTLS certificate is not the one announced";
        };
    }

    void expectFingerprints(List<CertificateFingerprint> fingerprints) {
        var endpoint = dtls;
        if (endpoint != null && !fingerprints.isEmpty()) {
            endpoint.expectFingerprints(fingerprints);
        }
    }

    /**
     * Looks at what the handshaker, perhaps on another thread, has done. Call it after everything
     * that may have moved the handshake.
     *
     * @return the SRTP profile when the keys have just come, else null
     */
    @Nullable SrtpProfile progress() {
        var endpoint = dtls;
        if (endpoint == null) {
            return null;
        }
        isTouched |= endpoint.state() == DtlsState.HANDSHAKING;
        var material = endpoint.srtp();
        if (sender != null || endpoint.state() != DtlsState.CONNECTED || material == null) {
            return null;
        }
        isTouched = true;
        receiver = new SrtpReceiver(material.profile(), material.client(), ports.srtp());
        sender = new SrtpSender(material.profile(), material.server(), ports.srtp());
        return material.profile();
    }

    /** Takes a datagram of DTLS records. */
    void handleRecords(MemorySegment segment, long offset, int length, long nowNanos) {
        var endpoint = dtls;
        if (endpoint != null) {
            isTouched = true;
            endpoint.handleDatagram(segment, offset, length, nowNanos);
        }
    }

    void onApplicationData(MemorySegment segment, long offset, int length, long nowNanos) {
        counters.onApplicationData();
        data.handlePacket(segment, offset, length, nowNanos);
    }

    /** Takes an SRTP or SRTCP packet, decrypts it in place and hands it on. */
    void handleMedia(MemorySegment segment, long offset, int length, long nowNanos) {
        var in = receiver;
        if (in == null) {
            counters.onDrop(SessionDrop.NO_KEYS);
        } else if (RtpHeader.isRtcp(segment, offset)) {
            if (in.unprotectRtcp(segment, offset, length) == SrtpStatus.OK) {
                reception.handleRtcp(segment, offset, in.length(), nowNanos);
            } else {
                counters.onDrop(SessionDrop.NOT_AUTHENTIC);
            }
        } else if (in.unprotectRtp(segment, offset, length) == SrtpStatus.OK) {
            reception.handleRtp(segment, offset, in.length(), in.index(), nowNanos);
        } else {
            counters.onDrop(SessionDrop.NOT_AUTHENTIC);
        }
    }

    void handleTimeout(long nowNanos) {
        if (dtls != null) {
            dtls.handleTimeout(nowNanos);
        }
        data.handleTimeout(nowNanos);
    }

    long nextDeadlineNanos() {
        long own = dtls == null ? Long.MAX_VALUE : dtls.nextDeadlineNanos();
        return Math.min(own, data.nextDeadlineNanos());
    }

    /** Seals and sends the SCTP packets that are waiting; call it when the session is writable. */
    void transmitData(DatagramSink sink, int socket, TransportAddress to, long nowNanos) {
        var endpoint = dtls;
        if (endpoint == null || !data.isEnabled()) {
            return;
        }
        for (long at = sink.reserve(DTLS_ROOM);
                at != DatagramSink.FULL;
                at = sink.reserve(DTLS_ROOM)) {
            byte[] packet = data.pollPacket(nowNanos);
            if (packet == null) {
                return;
            }
            int length = endpoint.sealApplicationData(packet, sink.segment(), at, DTLS_ROOM);
            if (length < 0) {
                // SCTP sends it again.
                counters.onDrop(SessionDrop.NOT_SENT);
                return;
            }
            sink.commit(length, socket, to);
        }
    }

    /** Sends the DTLS records that are waiting; false when there was nothing to look at. */
    boolean transmit(DatagramSink sink, int socket, TransportAddress to, long nowNanos) {
        var endpoint = dtls;
        if (endpoint == null || !isTouched) {
            return false;
        }
        for (long at = sink.reserve(DTLS_ROOM);
                at != DatagramSink.FULL;
                at = sink.reserve(DTLS_ROOM)) {
            int length = endpoint.pollDatagram(sink.segment(), at, DTLS_ROOM, nowNanos);
            if (length == 0) {
                isTouched = false;
                return true;
            }
            sink.commit(length, socket, to);
        }
        return false;
    }

    /** Protects an RTCP packet and sends it; false when it was dropped. */
    boolean sendRtcp(
            MemorySegment segment,
            long offset,
            int length,
            DatagramSink sink,
            int socket,
            TransportAddress to) {
        int room = length + SrtpProfile.MAX_TRAILER_LENGTH;
        long at = sender == null ? DatagramSink.FULL : sink.reserve(room);
        if (sender == null || at == DatagramSink.FULL) {
            counters.onDrop(SessionDrop.NOT_SENT);
            return false;
        }
        Bytes.copy(segment, offset, sink.segment(), at, length);
        int sealed = sender.protectRtcp(sink.segment(), at, length, room);
        if (sealed < 0) {
            counters.onDrop(SessionDrop.NOT_SENT);
            return false;
        }
        sink.commit(sealed, socket, to);
        return true;
    }

    /** Releases keys and handshaker. */
    void close() {
        if (dtls != null) {
            dtls.close();
        }
        if (receiver != null) {
            receiver.close();
        }
        if (sender != null) {
            sender.close();
        }
    }
}
