package media.sluice.node.counters;

import java.util.Locale;
import media.sluice.core.wire.ColdPath;

/**
 * Everything a node counts. The metric reference is made from this enum: each entry states its unit
 * and, in one sentence, what one count means.
 */
@ColdPath("a catalogue; counting goes through Counters by ordinal")
public enum Counter {
    DATAGRAMS_RECEIVED("datagrams", "UDP datagrams read from the media ports."),
    BYTES_RECEIVED("bytes", "UDP payload read from the media ports."),
    DATAGRAMS_SENT("datagrams", "UDP datagrams handed to the kernel."),
    BYTES_SENT("bytes", "UDP payload handed to the kernel."),
    RECEIVE_OVERSIZED("datagrams", "Datagrams dropped because they filled a whole receive slot."),
    RECEIVE_ERRORS("events", "Reads of a media socket that failed."),
    SEND_BUFFER_FULL("datagrams", "Datagrams dropped because the kernel's send buffer was full."),
    SEND_ERRORS("datagrams", "Datagrams the kernel refused to send."),
    SEND_NO_SLOT("datagrams", "Datagrams dropped because they did not fit a transmit slot."),
    ADDRESS_CACHE_MISSES("events", "Remote addresses for which an object had to be made."),
    UNKNOWN_UFRAG(
            "datagrams", "STUN requests dropped in silence because no session has their ufrag."),
    UNKNOWN_SOURCE(
            "datagrams", "Datagrams dropped because no session has checked their source address."),
    PATH_OF_ANOTHER(
            "datagrams",
            "Checks for one session that came from an address which another session uses."),
    PATHS_TAKEN_OVER(
            "events",
            "Addresses of a session that had fallen silent at which another session's peer is now."),
    MALFORMED_STUN("datagrams", "Datagrams that look like STUN but cannot be read."),
    UNCLASSIFIED("datagrams", "Datagrams whose first byte belongs to no protocol (RFC 7983)."),
    MAILBOX_FULL("commands", "Commands refused because the worker's mailbox was full."),
    COMMANDS("commands", "Commands taken from the worker's mailbox."),
    HANDSHAKES_STARTED("handshakes", "DTLS handshakes begun."),
    HANDSHAKES_DONE("handshakes", "DTLS handshakes completed."),
    HANDSHAKES_FAILED("handshakes", "DTLS handshakes that ended without keys."),
    SESSIONS_OPENED("sessions", "Sessions created, or taken over from another node."),
    SESSIONS_CLOSED("sessions", "Sessions ended for any reason."),
    SESSIONS_BROKEN("sessions", "Sessions ended because their state contradicted itself."),
    ROOMS_BROKEN("rooms", "Rooms closed because their state contradicted itself."),
    SESSIONS_MOVED_IN("sessions", "Sessions taken over from another node."),
    SESSIONS_RESUMED_IN(
            "sessions", "Of those taken over: the peer came with an ICE restart, asked to resume."),
    SESSIONS_MOVED_OUT("sessions", "Sessions given to another node."),
    MOVES_FAILED("moves", "Moves after which the session stayed here."),
    TUNNELLED_OUT("datagrams", "Datagrams of frozen sessions sent on to their new node."),
    TUNNELLED_IN("datagrams", "Datagrams received from the old node of a session."),
    TUNNEL_OVERFLOW("datagrams", "Datagrams of moving sessions dropped because a queue was full."),
    TUNNEL_TOO_LATE(
            "datagrams",
            "Datagrams received from the old node of a session that has ended here, and dropped."),
    DATA_MESSAGES_RECEIVED(
            "messages", "Messages of data channels that came from peers or controllers."),
    DATA_MESSAGES_FORWARDED(
            "messages", "Copies of messages given to receivers' SCTP associations."),
    DATA_MESSAGES_DROPPED(
            "messages", "Messages of data channels, or copies of them, that were dropped."),
    TRUNKS_OPENED("trunks", "Trunks to other nodes opened."),
    TRUNKS_CLOSED("trunks", "Trunks to other nodes ended for any reason."),
    TRUNKS_LOST("trunks", "Trunks ended because the other node was silent for 3 s."),
    TRUNK_SENT("datagrams", "Datagrams sent to other nodes over trunks."),
    TRUNK_RECEIVED("datagrams", "Datagrams of trunks received from other nodes and taken."),
    TRUNK_DROPPED(
            "datagrams",
            "Datagrams of trunks dropped: forged, repeated, unreadable, or of a stream that has ended."),
    TRUNK_UNKNOWN("datagrams", "Datagrams dropped because no trunk has their number."),
    EVENTS("events", "Events given to watchers."),
    CYCLES("cycles", "Duty cycles of the worker's loop."),
    BUSY_NANOS("nanoseconds", "Time the worker's loop spent working."),
    TOTAL_NANOS("nanoseconds", "Time since the worker's loop began.");

    private final String unit;
    private final String sentence;

    Counter(String unit, String sentence) {
        this.unit = unit;
        this.sentence = sentence;
    }

    /** What one count is. */
    public String unit() {
        return unit;
    }

    /** What the counter tells, for people. */
    public String sentence() {
        return sentence;
    }

    /** Name of the metric, for example {@code sluice_node_datagrams_received}. */
    public String metricName() {
        return "sluice_node_" + name().toLowerCase(Locale.ROOT);
    }
}
