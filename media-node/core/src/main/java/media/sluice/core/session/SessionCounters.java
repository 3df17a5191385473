package media.sluice.core.session;

/** What a session counts; all since it began on this node. */
public final class SessionCounters {
    private final long[] drops = new long[SessionDrop.values().length];
    private long datagramsSent;
    private long bytesSent;
    private long rtpPackets;
    private long rtpBytes;
    private long rtcpPackets;
    private long repairs;
    private long applicationData;

    SessionCounters() {}

    /** A datagram of the session was handed to the sockets. */
    public void onSent(int length) {
        datagramsSent++;
        bytesSent += length;
    }

    /** Datagrams or packets dropped for the reason. */
    public long drops(SessionDrop reason) {
        return drops[reason.ordinal()];
    }

    /** Datagrams handed to the sockets for this session. */
    public long datagramsSent() {
        return datagramsSent;
    }

    /** Their bytes, UDP payload. */
    public long bytesSent() {
        return bytesSent;
    }

    /** Authentic RTP packets received, repairs too. */
    public long rtpPackets() {
        return rtpPackets;
    }

    /** Their bytes, header to padding. */
    public long rtpBytes() {
        return rtpBytes;
    }

    /** Authentic compound RTCP packets received. */
    public long rtcpPackets() {
        return rtcpPackets;
    }

    /** Missing packets that a repair brought. */
    public long repairs() {
        return repairs;
    }

    /** Records of application data (SCTP) received. */
    public long applicationData() {
        return applicationData;
    }

    void onDrop(SessionDrop reason) {
        drops[reason.ordinal()]++;
    }

    void onRtp(int length) {
        rtpPackets++;
        rtpBytes += length;
    }

    void onRtcp() {
        rtcpPackets++;
    }

    void onRepair() {
        repairs++;
    }

    void onApplicationData() {
        applicationData++;
    }
}
