package media.sluice.core.sctp;

import java.util.Arrays;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * All that an association needs to begin, kept by the peer until it comes back (RFC 9260 §5.1.3).
 * It carries no MAC: DTLS has authenticated the peer, who could only deceive itself, and a cookie
 * that any node can read lets a session move in the middle of its handshake.
 *
 * @param tieLocal our tag in the association that there was already, 0 for none
 * @param tiePeer the peer's tag in it
 */
record StateCookie(InitParameters local, InitParameters peer, int tieLocal, int tiePeer) {

    private static final byte[] MAGIC = {'S', 'L', 'S', 'C'};
    private static final int VERSION = 1;

    byte[] toBytes() {
        var writer = new StateWriter().raw(MAGIC).begin(VERSION);
        local.export(writer);
        peer.export(writer);
        return writer.i32(tieLocal).i32(tiePeer).end().toBytes();
    }

    /** The cookie, or null when it is none of ours. */
    static @Nullable StateCookie read(byte[] bytes) {
        var reader = new StateReader(bytes);
        try {
            reader.require(Arrays.equals(reader.raw(MAGIC.length), MAGIC), "not a cookie of ours");
            reader.begin();
            var cookie =
                    new StateCookie(
                            InitParameters.restore(reader),
                            InitParameters.restore(reader),
                            reader.i32(),
                            reader.i32());
            reader.end();
            return cookie;
        } catch (CorruptStateException e) {
            return null;
        }
    }
}
