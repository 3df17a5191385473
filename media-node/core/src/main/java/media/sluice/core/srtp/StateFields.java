package media.sluice.core.srtp;

import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.wire.ColdPath;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;

/** Fields that several exports of this package share. */
@ColdPath("state is imported once in the life of a session")
final class StateFields {

    private StateFields() {}

    static SrtpProfile profile(StateReader reader) throws CorruptStateException {
        var profile = SrtpProfile.ofCode(reader.u16());
        if (profile == null) {
            throw new CorruptStateException("unknown SRTP profile");
        }
        return profile;
    }

    static LeaseMode leaseMode(StateReader reader) throws CorruptStateException {
        var mode = LeaseMode.ofCode(reader.u8());
        if (mode == null) {
            throw new CorruptStateException("unknown lease mode");
        }
        return mode;
    }
}
