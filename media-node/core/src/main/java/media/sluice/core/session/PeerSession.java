package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.dtls.DtlsCounters;
import media.sluice.core.dtls.DtlsEndpoint;
import media.sluice.core.dtls.DtlsRecord;
import media.sluice.core.ice.IceAgent;
import media.sluice.core.ice.IceCounters;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.ice.IceEvent;
import media.sluice.core.ice.IceState;
import media.sluice.core.ice.LocalCandidate;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.stun.StunView;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * One peer's transport. Tells apart what arrives (RFC 7983), and says when and where to send:
 *
 * <pre>
 *  datagram ─┬─ STUN ────────────────────────────────► IceAgent         where the peer is
 *            └─ from a proven address, and ACTIVE ──► SecureTransport   DTLS, SRTP keys
 *                      │                                  ├──► Reception      media and its RTCP
 *                      │                                  └──► DataTransport  SCTP, data channels
 *                      └─ being handed over ────────► LateDatagrams
 * </pre>
 *
 * Single owner: its worker, which after every input calls {@link #transmit} and {@link #pollEvent},
 * and sets its timer to {@link #nextDeadlineNanos}. How a session moves is in {@link SessionMode}
 * and {@link Handover}.
 */
public final class PeerSession {
    private static final int FIRST_BEYOND_STUN = 4;
    private static final int FIRST_RTP_BYTE = 128;
    private static final int LAST_RTP_BYTE = 191;
    private static final int MIN_RTP_LENGTH = 12;

    private final SessionConfig config;
    private final SessionPorts ports;
    private final IceAgent ice;
    private final SessionCounters counters = new SessionCounters();
    private final Reception reception;
    private final DataTransport data;
    private final SecureTransport secure;
    private @Nullable CountedSink counted;
    private final LateDatagrams late = new LateDatagrams();
    private final ArrayDeque<SessionEvent> events = new ArrayDeque<>();

    private SessionMode mode;
    private SessionState state = SessionState.NEW;

    PeerSession(SessionConfig config, SessionPorts ports, IceAgent ice, SessionMode mode) {
        this.config = config;
        this.ports = ports;
        this.ice = ice;
        this.mode = mode;
        reception = new Reception(ports.random().nextInt() | 1, counters);
        data = new DataTransport(counters, ports.random());
        data.setOpen(mode == SessionMode.ACTIVE);
        secure = new SecureTransport(ports, counters, reception, data);
    }

    /** A new session; give it the peer's parameters with {@link #connect}. */
    public static PeerSession open(SessionConfig config, SessionPorts ports) {
        var credentials = IceCredentials.random(ports.random());
        var ice = IceAgent.create(credentials, config.socketArray(), ports.random());
        var session = new PeerSession(config, ports, ice, SessionMode.ACTIVE);
        session.secure.open();
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
        secure.expectFingerprints(fingerprints);
        onSecureProgress();
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

    /** Counters of its DTLS records; null in a session that is closed or not here yet. */
    public @Nullable DtlsCounters dtlsCounters() {
        var endpoint = secure.dtls();
        return endpoint == null ? null : endpoint.counters();
    }

    // ---- media -------------------------------------------------------------------------------

    /** What the peer sends, and the RTCP about it. */
    public Reception reception() {
        return reception;
    }

    /** Its data channels. */
    public DataTransport data() {
        return data;
    }

    /** Whether media and RTCP may be sent now: keys in place, an address known, not handed over. */
    public boolean isWritable() {
        return mode == SessionMode.ACTIVE
                && secure.sender() != null
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

    /** Whether the peer has checked this path a short while ago: it is nobody else's then. */
    public boolean isInUse(int socket, TransportAddress from, long nowNanos) {
        return ice.isInUse(socket, from, nowNanos);
    }

    /** Another session's peer is there now: nothing goes there until ours checks it again. */
    public void losePath(int socket, TransportAddress remote) {
        ice.lose(socket, remote);
    }

    /** Where to send; null before the first valid check, and after the path was lost. */
    public @Nullable TransportAddress remote() {
        return ice.selectedRemote();
    }

    /** Claims indexes for the RTP packets of our outgoing streams; null before the handshake. */
    public @Nullable SrtpSender srtpSender() {
        return secure.sender();
    }

    /** Protects a compound or reduced-size RTCP packet and sends it; false when it was dropped. */
    public boolean sendRtcp(
            MemorySegment segment, long offset, int length, DatagramSink sink, long nowNanos) {
        var to = ice.selectedRemote();
        return to != null
                && isWritable()
                && secure.sendRtcp(
                        segment, offset, length, counted(sink), ice.selectedSocket(), to);
    }

    /** Whether a datagram's first byte says what it is (RFC 7983): STUN, DTLS, RTP or RTCP. */
    public static boolean isOfSomeProtocol(int first) {
        return first < FIRST_BEYOND_STUN
                || DtlsRecord.isDtls(first)
                || first >= FIRST_RTP_BYTE && first <= LAST_RTP_BYTE;
    }

    // ---- state machine -----------------------------------------------------------------------

    /** One datagram for one of the session's sockets. */
    public void handleDatagram(
            int socket,
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        if (isSilent()) {
            return;
        }
        if (StunView.looksLikeStun(segment, offset, length)) {
            if (mode == SessionMode.FROZEN) {
                // An answer would keep the peer here.
                counters.onDrop(SessionDrop.HANDED_OVER);
                return;
            }
            ice.handleStun(socket, remote, segment, offset, length, nowNanos);
            drainIce();
        } else if (!ice.isKnown(socket, remote)) {
            counters.onDrop(SessionDrop.UNKNOWN_ADDRESS);
        } else if (mode == SessionMode.ACTIVE) {
            handleTransport(segment, offset, length, nowNanos);
        } else if (!late.keep(remote, segment, offset, length, nowNanos)) {
            counters.onDrop(SessionDrop.HANDOVER_OVERFLOW);
        }
    }

    /** A datagram that another node received for us, or that was kept. */
    void handleLate(LateDatagram datagram) {
        handleTransport(
                MemorySegment.ofArray(datagram.payload()),
                0,
                datagram.payload().length,
                datagram.arrivalNanos());
    }

    private void handleTransport(MemorySegment segment, long offset, int length, long nowNanos) {
        int first = length == 0 ? 0 : Bytes.u8(segment, offset);
        if (first >= FIRST_RTP_BYTE && first <= LAST_RTP_BYTE && length >= MIN_RTP_LENGTH) {
            secure.handleMedia(segment, offset, length, nowNanos);
        } else if (DtlsRecord.isDtls(first)) {
            secure.handleRecords(segment, offset, length, nowNanos);
            onSecureProgress();
            data.drain(nowNanos);
        } else {
            counters.onDrop(SessionDrop.UNKNOWN_PROTOCOL);
        }
    }

    /** Runs timers that are due, and notes what a handshaker on another thread has done. */
    public void handleTimeout(long nowNanos) {
        if (isSilent()) {
            return;
        }
        ice.handleTimeout(nowNanos);
        drainIce();
        if (mode == SessionMode.ACTIVE) {
            secure.handleTimeout(nowNanos);
            onSecureProgress();
            data.drain(nowNanos);
        }
    }

    /** When {@link #handleTimeout} and {@link #transmit} are wanted next. */
    public long nextDeadlineNanos() {
        if (isSilent()) {
            return Long.MAX_VALUE;
        }
        long next = ice.nextDeadlineNanos();
        if (mode == SessionMode.ACTIVE) {
            next = Math.min(next, secure.nextDeadlineNanos());
            next = isWritable() ? Math.min(next, reception.nextDeadlineNanos()) : next;
        }
        return next;
    }

    /** Writes what the session itself wants to send: STUN, DTLS, RTCP. */
    public void transmit(DatagramSink sink, long nowNanos) {
        if (isSilent()) {
            return;
        }
        var counting = counted(sink);
        ice.transmit(counting, nowNanos);
        var to = ice.selectedRemote();
        if (to != null
                && mode == SessionMode.ACTIVE
                && secure.transmit(counting, ice.selectedSocket(), to, nowNanos)) {
            onSecureProgress();
        }
        if (isWritable() && to != null) {
            secure.transmitData(counting, ice.selectedSocket(), to, nowNanos);
            for (int length = reception.pollReport(nowNanos);
                    length > 0;
                    length = reception.pollReport(nowNanos)) {
                sendRtcp(reception.report(), 0, length, sink, nowNanos);
            }
        }
    }

    private CountedSink counted(DatagramSink sink) {
        var known = counted;
        if (known == null) {
            known = new CountedSink(counters, sink);
            counted = known;
        }
        return known.over(sink);
    }

    /** The next event, or null. */
    public @Nullable SessionEvent pollEvent() {
        return events.poll();
    }

    /** Ends the session here and releases its keys; the peer is not told. */
    public void close() {
        mode = SessionMode.CLOSED;
        late.clear();
        secure.close();
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
        return reception.streams();
    }

    @Nullable DtlsEndpoint dtls() {
        return secure.dtls();
    }

    @Nullable SrtpReceiver srtpReceiver() {
        return secure.receiver();
    }

    LateDatagrams late() {
        return late;
    }

    void enter(SessionMode next) {
        mode = next;
        data.setOpen(next == SessionMode.ACTIVE);
        updateState("");
    }

    /** Puts imported state in place. */
    void install(DtlsEndpoint endpoint, SrtpReceiver receiver, SrtpSender sender) {
        secure.install(endpoint, receiver, sender);
    }

    void onApplicationData(MemorySegment segment, long offset, int length, long nowNanos) {
        secure.onApplicationData(segment, offset, length, nowNanos);
    }

    // ---- state -------------------------------------------------------------------------------

    /** Whether it neither takes nor sends anything. */
    private boolean isSilent() {
        return mode == SessionMode.CLOSED || mode == SessionMode.STANDBY;
    }

    private void onSecureProgress() {
        var profile = secure.progress();
        if (profile != null) {
            events.add(new SessionEvent.Secured(profile));
        }
        updateState(secure.failureReason());
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
                // The address is known from now on; the peer's own check decides where to send.
                case IceEvent.CheckAnswered answered ->
                        reception.updateRoundTrip(answered.roundTripNanos());
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
        if (secure.isFailed()) {
            return SessionState.FAILED;
        }
        return switch (ice.state()) {
            case NEW -> SessionState.NEW;
            case CONNECTED ->
                    secure.sender() == null || mode == SessionMode.READY
                            ? SessionState.CONNECTING
                            : SessionState.CONNECTED;
            case DISCONNECTED -> SessionState.DISCONNECTED;
            case FAILED -> SessionState.FAILED;
        };
    }
}
