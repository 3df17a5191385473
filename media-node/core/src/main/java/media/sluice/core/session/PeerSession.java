package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.DtlsEndpoint;
import media.sluice.core.dtls.DtlsFailure;
import media.sluice.core.dtls.DtlsRecord;
import media.sluice.core.dtls.DtlsState;
import media.sluice.core.ice.IceAgent;
import media.sluice.core.ice.IceCounters;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.ice.IceEvent;
import media.sluice.core.ice.IceState;
import media.sluice.core.ice.LocalCandidate;
import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.srtp.SrtpStatus;
import media.sluice.core.stun.StunView;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * One peer's transport: ICE, DTLS, SRTP and the feedback about what it sends. Single owner: its
 * worker, which after every input calls {@link #transmit} and {@link #pollEvent}, and sets its
 * timer to {@link #nextDeadlineNanos}. How a session moves is in {@link SessionMode} and {@link
 * Handover}.
 */
public final class PeerSession {
    /** Datagrams kept while a session is handed over: 2 s of a busy publisher. */
    static final int MAX_LATE = 2048;

    private static final int DTLS_ROOM = 1500;
    private static final int FIRST_RTP_BYTE = 128;
    private static final int LAST_RTP_BYTE = 191;
    private static final int MIN_RTP_LENGTH = 12;

    private final SessionConfig config;
    private final SessionPorts ports;
    private final IceAgent ice;
    private final InboundStreams streams = new InboundStreams();
    private final SessionCounters counters = new SessionCounters();
    private final ReportSchedule reports;
    private final MediaReceiver media;
    private final RtcpWriter rtcp = new RtcpWriter();
    private final MemorySegment rtcpRoom = MemorySegment.ofArray(new byte[ReportSchedule.CAPACITY]);
    private final ArrayDeque<SessionEvent> events = new ArrayDeque<>();
    private final ArrayDeque<LateDatagram> late = new ArrayDeque<>();
    private final FeedbackRelay feedback = new FeedbackRelay();

    private SessionMode mode;
    private SessionState state = SessionState.NEW;
    private @Nullable DtlsEndpoint dtls;
    private @Nullable SrtpReceiver srtpIn;
    private @Nullable SrtpSender srtpOut;
    private boolean isDtlsTouched;
    private Runnable waker = () -> {};

    PeerSession(SessionConfig config, SessionPorts ports, IceAgent ice, SessionMode mode) {
        this.config = config;
        this.ports = ports;
        this.ice = ice;
        this.mode = mode;
        reports = new ReportSchedule(streams, ports.random().nextInt() | 1);
        media = new MediaReceiver(streams, counters, feedback, reports);
    }

    /** A new session; give it the peer's parameters with {@link #connect}. */
    public static PeerSession open(SessionConfig config, SessionPorts ports) {
        var credentials = IceCredentials.random(ports.random());
        var ice = IceAgent.create(credentials, config.socketArray(), ports.random());
        var session = new PeerSession(config, ports, ice, SessionMode.ACTIVE);
        session.dtls =
                new DtlsEndpoint(ports.handshakers().newHandshaker(), session::onApplicationData);
        return session;
    }

    // ---- parameters --------------------------------------------------------------------------

    /** Our ICE credentials, for the description. */
    public IceCredentials iceCredentials() {
        return ice.localCredentials();
    }

    /** Our candidates, for the description; the shell knows the addresses of the sockets. */
    public List<LocalCandidate> candidates() {
        return ice.candidates();
    }

    /** Username fragments by which the shell finds this session; asks again after a restart. */
    public List<String> localUfrags() {
        return ice.localUfrags();
    }

    /** The peer's parameters; later ones belong to an ICE restart. */
    public void connect(IceCredentials remote, List<CertificateFingerprint> fingerprints) {
        ice.setRemoteCredentials(remote);
        var endpoint = dtls;
        if (endpoint != null && !fingerprints.isEmpty()) {
            endpoint.expectFingerprints(fingerprints);
            onDtlsProgress();
        }
    }

    /**
     * Begins an ICE restart and returns our new credentials; the former work until they are used.
     */
    public IceCredentials restartIce() {
        var fresh = IceCredentials.random(ports.random());
        ice.restart(fresh);
        return fresh;
    }

    /** State of ICE and DTLS together. */
    public SessionState state() {
        return state;
    }

    /** Who this session is in a move. */
    public SessionMode mode() {
        return mode;
    }

    /** Counters of this session on this node. */
    public SessionCounters counters() {
        return counters;
    }

    /** Counters of its ICE agent. */
    public IceCounters iceCounters() {
        return ice.counters();
    }

    // ---- media -------------------------------------------------------------------------------

    /** Says who takes the peer's RTCP about our streams; nobody before. */
    public void deliverFeedbackTo(FeedbackSink sink) {
        feedback.deliverTo(sink);
    }

    /**
     * Declares a media section the peer sends; its packets go to {@code sink}. A section that came
     * with a capsule and has nobody yet goes on with its streams.
     */
    public ReceiveSection receive(ReceiveSpec spec, MediaSink sink) {
        var section = streams.sectionOf(spec.mid());
        if (section == null
                || section.sink() != null
                || section.streams().size() != spec.encodings().size()) {
            section = new ReceiveSection(spec);
            streams.add(section);
        }
        section.deliverTo(sink);
        return section;
    }

    /** Ends a media section: its streams are unbound. */
    public void stopReceiving(ReceiveSection section) {
        streams.remove(section);
    }

    /** The media sections received. */
    public List<ReceiveSection> sections() {
        return List.copyOf(streams.sections());
    }

    /**
     * Asks the peer for a key frame of the stream (PLI); throttling is the caller's. It goes out
     * with the next {@link #transmit}.
     */
    public void requestKeyFrame(InboundStream stream, long nowNanos) {
        stream.wantKeyFrame();
        reports.onKeyFrameWanted();
        waker.run();
    }

    /**
     * Says whom to call when this session wants {@link #transmit} although nothing came for it: a
     * subscriber in another session needs a key frame from this one.
     */
    public void wakeWith(Runnable newWaker) {
        waker = newWaker;
    }

    /** The measured round trip to the peer: losses are asked for again after it. */
    public void updateRoundTrip(long nanos) {
        reports.onRoundTrip(nanos);
    }

    /** Whether media and RTCP may be sent now: keys in place, an address known, not handed over. */
    public boolean isWritable() {
        return mode == SessionMode.ACTIVE
                && srtpOut != null
                && ice.selectedSocket() >= 0
                && ice.state() != IceState.FAILED;
    }

    /** Socket to send from; meaningless unless {@link #isWritable()}. */
    public int sendSocket() {
        return ice.selectedSocket();
    }

    /** Whether the address has proved itself with a check, so that its media is taken. */
    public boolean isKnown(int socket, TransportAddress from) {
        return ice.isKnown(socket, from);
    }

    /** Where to send; null before the first valid check. */
    public @Nullable TransportAddress remote() {
        return ice.selectedRemote();
    }

    /** Claims indexes for the RTP packets of our outgoing streams; null before the handshake. */
    public @Nullable SrtpSender srtpSender() {
        return srtpOut;
    }

    /** Protects a compound or reduced-size RTCP packet and sends it; false when it was dropped. */
    public boolean sendRtcp(
            MemorySegment segment, long offset, int length, DatagramSink sink, long nowNanos) {
        var sender = srtpOut;
        var to = ice.selectedRemote();
        if (!isWritable() || sender == null || to == null) {
            return false;
        }
        int room = length + SrtpProfile.MAX_TRAILER_LENGTH;
        long at = sink.reserve(room);
        if (at == DatagramSink.FULL) {
            counters.onDrop(SessionDrop.NOT_SENT);
            return false;
        }
        Bytes.copy(segment, offset, sink.segment(), at, length);
        int sealed = sender.protectRtcp(sink.segment(), at, length, room);
        if (sealed < 0) {
            counters.onDrop(SessionDrop.NOT_SENT);
            return false;
        }
        sink.commit(sealed, ice.selectedSocket(), to);
        return true;
    }

    // ---- state machine -----------------------------------------------------------------------

    /** One datagram for one of the session's sockets (RFC 7983 demultiplexing inside). */
    public void handleDatagram(
            int socket,
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        if (mode == SessionMode.CLOSED || mode == SessionMode.STANDBY) {
            return;
        }
        if (StunView.looksLikeStun(segment, offset, length)) {
            ice.handleStun(socket, remote, segment, offset, length, nowNanos);
            drainIce();
        } else if (!ice.isKnown(socket, remote)) {
            counters.onDrop(SessionDrop.UNKNOWN_ADDRESS);
        } else if (mode == SessionMode.ACTIVE) {
            handleTransport(segment, offset, length, nowNanos);
        } else {
            keep(remote, segment, offset, length, nowNanos);
        }
    }

    /** Runs timers that are due, and notes what a handshaker on another thread has done. */
    public void handleTimeout(long nowNanos) {
        if (mode == SessionMode.CLOSED || mode == SessionMode.STANDBY) {
            return;
        }
        ice.handleTimeout(nowNanos);
        drainIce();
        var endpoint = dtls;
        if (endpoint != null && mode == SessionMode.ACTIVE) {
            endpoint.handleTimeout(nowNanos);
            onDtlsProgress();
        }
    }

    /** When {@link #handleTimeout} and {@link #transmit} are wanted next. */
    public long nextDeadlineNanos() {
        if (mode == SessionMode.CLOSED || mode == SessionMode.STANDBY) {
            return Long.MAX_VALUE;
        }
        long next = ice.nextDeadlineNanos();
        if (mode == SessionMode.ACTIVE) {
            var endpoint = dtls;
            next = endpoint == null ? next : Math.min(next, endpoint.nextDeadlineNanos());
            next = isWritable() ? Math.min(next, reports.nextDeadlineNanos()) : next;
        }
        return next;
    }

    /** Writes what the session itself wants to send: STUN, DTLS, RTCP. */
    public void transmit(DatagramSink sink, long nowNanos) {
        if (mode == SessionMode.CLOSED || mode == SessionMode.STANDBY) {
            return;
        }
        ice.transmit(sink, nowNanos);
        if (isDtlsTouched) {
            transmitDtls(sink, nowNanos);
        }
        if (isWritable()) {
            rtcp.start(rtcpRoom, 0, ReportSchedule.CAPACITY);
            while (reports.write(rtcp, nowNanos)) {
                sendRtcp(rtcpRoom, 0, rtcp.length(), sink, nowNanos);
                rtcp.start(rtcpRoom, 0, ReportSchedule.CAPACITY);
            }
        }
    }

    /** The next event, or null. */
    public @Nullable SessionEvent pollEvent() {
        return events.poll();
    }

    /** Ends the session here and releases its keys; the peer is not told. */
    public void close() {
        mode = SessionMode.CLOSED;
        late.clear();
        if (dtls != null) {
            dtls.close();
        }
        if (srtpIn != null) {
            srtpIn.close();
        }
        if (srtpOut != null) {
            srtpOut.close();
        }
        updateState("");
    }

    // ---- for the hand-over -------------------------------------------------------------------

    SessionConfig config() {
        return config;
    }

    SessionPorts ports() {
        return ports;
    }

    IceAgent ice() {
        return ice;
    }

    InboundStreams streams() {
        return streams;
    }

    @Nullable DtlsEndpoint dtls() {
        return dtls;
    }

    @Nullable SrtpReceiver srtpReceiver() {
        return srtpIn;
    }

    ArrayDeque<LateDatagram> late() {
        return late;
    }

    void enter(SessionMode next) {
        mode = next;
        updateState("");
    }

    /** Puts imported state in place. */
    void install(DtlsEndpoint endpoint, SrtpReceiver receiver, SrtpSender sender) {
        dtls = endpoint;
        srtpIn = receiver;
        srtpOut = sender;
    }

    /** A datagram that another node received for us, or that was kept. */
    void handleLate(LateDatagram datagram) {
        handleTransport(
                MemorySegment.ofArray(datagram.payload()),
                0,
                datagram.payload().length,
                datagram.arrivalNanos());
    }

    void onApplicationData(MemorySegment segment, long offset, int length, long nowNanos) {
        counters.onApplicationData();
        ports.data().onApplicationData(segment, offset, length, nowNanos);
    }

    // ---- inside ------------------------------------------------------------------------------

    private void handleTransport(MemorySegment segment, long offset, int length, long nowNanos) {
        int first = length == 0 ? 0 : Bytes.u8(segment, offset);
        if (first >= FIRST_RTP_BYTE && first <= LAST_RTP_BYTE && length >= MIN_RTP_LENGTH) {
            handleMedia(segment, offset, length, nowNanos);
        } else if (DtlsRecord.isDtls(first)) {
            var endpoint = dtls;
            if (endpoint != null) {
                isDtlsTouched = true;
                endpoint.handleDatagram(segment, offset, length, nowNanos);
                onDtlsProgress();
            }
        } else {
            counters.onDrop(SessionDrop.UNKNOWN_PROTOCOL);
        }
    }

    private void handleMedia(MemorySegment segment, long offset, int length, long nowNanos) {
        var receiver = srtpIn;
        if (receiver == null) {
            counters.onDrop(SessionDrop.NO_KEYS);
        } else if (RtpHeader.isRtcp(segment, offset)) {
            if (receiver.unprotectRtcp(segment, offset, length) == SrtpStatus.OK) {
                media.handleRtcp(segment, offset, receiver.length(), nowNanos);
            } else {
                counters.onDrop(SessionDrop.NOT_AUTHENTIC);
            }
        } else if (receiver.unprotectRtp(segment, offset, length) == SrtpStatus.OK) {
            media.handleRtp(segment, offset, receiver.length(), receiver.index(), nowNanos);
        } else {
            counters.onDrop(SessionDrop.NOT_AUTHENTIC);
        }
    }

    private void keep(
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        if (late.size() == MAX_LATE) {
            counters.onDrop(SessionDrop.HANDOVER_OVERFLOW);
            return;
        }
        byte[] payload = new byte[length];
        Bytes.copy(segment, offset, payload, 0, length);
        late.add(new LateDatagram(payload, remote, nowNanos));
    }

    private void transmitDtls(DatagramSink sink, long nowNanos) {
        var endpoint = dtls;
        var to = ice.selectedRemote();
        if (endpoint == null || to == null || mode != SessionMode.ACTIVE) {
            return;
        }
        while (true) {
            long at = sink.reserve(DTLS_ROOM);
            if (at == DatagramSink.FULL) {
                return;
            }
            int length = endpoint.pollDatagram(sink.segment(), at, DTLS_ROOM, nowNanos);
            if (length == 0) {
                isDtlsTouched = false;
                onDtlsProgress();
                return;
            }
            sink.commit(length, ice.selectedSocket(), to);
        }
    }

    private void onDtlsProgress() {
        var endpoint = dtls;
        if (endpoint == null) {
            return;
        }
        isDtlsTouched |= endpoint.state() == DtlsState.HANDSHAKING;
        var material = endpoint.srtp();
        if (srtpOut == null && endpoint.state() == DtlsState.CONNECTED && material != null) {
            isDtlsTouched = true;
            srtpIn = new SrtpReceiver(material.profile(), material.client(), ports.srtp());
            srtpOut = new SrtpSender(material.profile(), material.server(), ports.srtp());
            events.add(new SessionEvent.Secured(material.profile()));
        }
        updateState(endpoint.failure() == null ? "" : reason(endpoint.failure()));
    }

    private static String reason(DtlsFailure failure) {
        return switch (failure) {
            case TIMEOUT -> "DTLS handshake timed out";
            case HANDSHAKE -> "DTLS handshake failed";
            case FINGERPRINT -> "DTLS certificate is not the one announced";
        };
    }

    private void drainIce() {
        for (var event = ice.pollEvent(); event != null; event = ice.pollEvent()) {
            switch (event) {
                case IceEvent.StateChanged changed ->
                        updateState(
                                changed.state() == IceState.FAILED ? "no ICE check for 15 s" : "");
                case IceEvent.SelectedPairChanged changed ->
                        events.add(
                                new SessionEvent.SelectedPairChanged(
                                        changed.socket(), changed.remote()));
                case IceEvent.FirstCheck first -> onFirstCheck();
                case IceEvent.CheckAnswered answered -> {
                    // The address is known from now on; the peer's own check decides.
                }
                case IceEvent.Restarted restarted -> events.add(new SessionEvent.IceRestarted());
            }
        }
    }

    private void onFirstCheck() {
        ice.stopChecks();
        if (mode == SessionMode.ACCEPTOR) {
            events.add(new SessionEvent.TakeOverRequested());
        }
    }

    private void updateState(String reason) {
        var next = currentState();
        if (next != state) {
            state = next;
            events.add(new SessionEvent.StateChanged(next, reason));
        }
    }

    private SessionState currentState() {
        if (mode == SessionMode.CLOSED) {
            return SessionState.CLOSED;
        }
        if (dtls != null && dtls.state() == DtlsState.FAILED) {
            return SessionState.FAILED;
        }
        return switch (ice.state()) {
            case NEW -> SessionState.NEW;
            case CONNECTED -> srtpOut == null ? SessionState.CONNECTING : SessionState.CONNECTED;
            case DISCONNECTED -> SessionState.DISCONNECTED;
            case FAILED -> SessionState.FAILED;
        };
    }
}
