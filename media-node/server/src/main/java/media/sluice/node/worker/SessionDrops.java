package media.sluice.node.worker;

import java.util.Map;
import java.util.TreeMap;
import media.sluice.core.dtls.DtlsCounters;
import media.sluice.core.ice.IceDrop;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionDrop;
import media.sluice.core.wire.ColdPath;

/**
 * Everything that a session drops, by the names that statistics and docs/errors.md give the
 * reasons: its own, those of its ICE agent and those of its DTLS records.
 */
@ColdPath("asked for by controllers only")
public final class SessionDrops {

    private SessionDrops() {}

    /** Reasons that have occurred, with how often. */
    static Map<String, Long> of(PeerSession session) {
        var drops = new TreeMap<String, Long>();
        for (SessionDrop reason : SessionDrop.values()) {
            put(drops, reason.name(), session.counters().drops(reason));
        }
        for (IceDrop reason : IceDrop.values()) {
            put(drops, nameOf(reason), session.iceCounters().drops(reason));
        }
        DtlsCounters records = session.dtlsCounters();
        if (records != null) {
            put(drops, "DTLS_REPLAYED", records.replayed());
            put(drops, "DTLS_REPEATED", records.flightsRepeated());
            put(drops, "DTLS_FORGED", records.forged());
            put(drops, "DTLS_MALFORMED", records.malformed());
            put(drops, "DTLS_IGNORED", records.ignored());
        }
        return drops;
    }

    /** As statistics name it. */
    public static String nameOf(IceDrop reason) {
        return "ICE_" + reason.name();
    }

    private static void put(Map<String, Long> drops, String name, long count) {
        if (count > 0) {
            drops.put(name, count);
        }
    }
}
