package media.sluice.core.sctp;

/** Numbers of chunks, parameters and causes (RFC 9260 §3.2, §3.3; RFC 3758; RFC 6525). */
final class ChunkType {
    static final int DATA = 0;
    static final int INIT = 1;
    static final int INIT_ACK = 2;
    static final int SACK = 3;
    static final int HEARTBEAT = 4;
    static final int HEARTBEAT_ACK = 5;
    static final int ABORT = 6;
    static final int SHUTDOWN = 7;
    static final int SHUTDOWN_ACK = 8;
    static final int ERROR = 9;
    static final int COOKIE_ECHO = 10;
    static final int COOKIE_ACK = 11;
    static final int SHUTDOWN_COMPLETE = 14;
    static final int RECONFIG = 130;
    static final int FORWARD_TSN = 192;

    static final int FLAG_LAST = 1;
    static final int FLAG_FIRST = 2;
    static final int FLAG_UNORDERED = 4;
    static final int FLAG_IMMEDIATE = 8;
    static final int FLAG_TAG_REFLECTED = 1;

    static final int PARAMETER_HEARTBEAT_INFO = 1;
    static final int PARAMETER_STATE_COOKIE = 7;
    static final int PARAMETER_UNRECOGNIZED = 8;
    static final int PARAMETER_OUTGOING_RESET = 13;
    static final int PARAMETER_INCOMING_RESET = 14;
    static final int PARAMETER_TSN_RESET = 15;
    static final int PARAMETER_RECONFIG_RESPONSE = 16;
    static final int PARAMETER_ADD_OUTGOING = 17;
    static final int PARAMETER_ADD_INCOMING = 18;
    static final int PARAMETER_SUPPORTED_EXTENSIONS = 0x8008;
    static final int PARAMETER_FORWARD_TSN = 0xC000;

    static final int CAUSE_INVALID_STREAM = 1;
    static final int CAUSE_UNRECOGNIZED_CHUNK = 6;
    static final int CAUSE_NO_USER_DATA = 9;
    static final int CAUSE_USER_ABORT = 12;
    static final int CAUSE_PROTOCOL_VIOLATION = 13;

    private ChunkType() {}
}
