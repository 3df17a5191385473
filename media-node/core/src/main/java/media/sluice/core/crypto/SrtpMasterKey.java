package media.sluice.core.crypto;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** Master key and master salt of one direction (RFC 3711 §3.2.1). */
public record SrtpMasterKey(Secret key, Secret salt) {

    /** Reads what {@link #export} wrote. */
    public static SrtpMasterKey restore(SrtpProfile profile, StateReader reader)
            throws CorruptStateException {
        return new SrtpMasterKey(
                Secret.of(reader.raw(profile.keyLength())),
                Secret.of(reader.raw(profile.saltLength())));
    }

    /** Writes the bare bytes; the profile tells their lengths. */
    public void export(StateWriter writer) {
        writer.raw(key.bytes()).raw(salt.bytes());
    }
}
