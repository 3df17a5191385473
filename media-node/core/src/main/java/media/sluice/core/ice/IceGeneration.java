package media.sluice.core.ice;

import media.sluice.core.stun.StunKey;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/** Credentials of both sides between two restarts. */
final class IceGeneration {
    private final IceCredentials local;
    private final StunKey localKey;
    private @Nullable IceCredentials remote;
    private @Nullable StunKey remoteKey;

    IceGeneration(IceCredentials local, @Nullable IceCredentials remote) {
        this.local = local;
        localKey = StunKey.of(local.password());
        if (remote != null) {
            setRemote(remote);
        }
    }

    void setRemote(IceCredentials credentials) {
        remote = credentials;
        remoteKey = StunKey.of(credentials.password());
    }

    IceCredentials local() {
        return local;
    }

    StunKey localKey() {
        return localKey;
    }

    @Nullable IceCredentials remote() {
        return remote;
    }

    @Nullable StunKey remoteKey() {
        return remoteKey;
    }

    void export(StateWriter writer) {
        local.export(writer);
        writer.bool(remote != null);
        if (remote != null) {
            remote.export(writer);
        }
    }

    static IceGeneration restore(StateReader reader) throws CorruptStateException {
        var local = IceCredentials.restore(reader);
        return new IceGeneration(local, reader.bool() ? IceCredentials.restore(reader) : null);
    }
}
