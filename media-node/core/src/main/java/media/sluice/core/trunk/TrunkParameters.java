package media.sluice.core.trunk;

import java.util.List;
import media.sluice.core.crypto.Secret;
import media.sluice.core.wire.ColdPath;
import media.sluice.core.wire.Invariant;
import media.sluice.core.wire.TransportAddress;

/**
 * What both ends of a trunk have told each other, as one of them sees it.
 *
 * @param localId names the trunk in the datagrams that come
 * @param remoteId names it in those that go
 * @param sendKey {@link #KEY_LENGTH} bytes of key and salt, made here, for what goes
 * @param receiveKey the same, made by the other end, for what comes
 * @param paths where the other end may be reached, best first, 1 to {@link #MAX_PATHS}
 */
@ColdPath("a trunk is set up once")
public record TrunkParameters(
        int localId, int remoteId, Secret sendKey, Secret receiveKey, List<Path> paths) {

    /** Bytes of an AES-128 master key with its salt. */
    public static final int KEY_LENGTH = 28;

    /** Paths tried at most. */
    public static final int MAX_PATHS = 64;

    /** A socket of ours, by its index, and an address of the other end. */
    public record Path(int socket, TransportAddress remote) {}

    public TrunkParameters {
        paths = List.copyOf(paths);
        Invariant.range(sendKey.length(), KEY_LENGTH, KEY_LENGTH, "length of the sending key");
        Invariant.range(receiveKey.length(), KEY_LENGTH, KEY_LENGTH, "length of the receiving key");
        Invariant.range(paths.size(), 1, MAX_PATHS, "number of paths");
        Invariant.check(!sendKey.equals(receiveKey), "one key for both directions");
    }
}
