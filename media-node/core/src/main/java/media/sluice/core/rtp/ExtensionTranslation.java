package media.sluice.core.rtp;

/**
 * How the extension ids of a publisher's connection become those of a subscriber's: end-to-end
 * extensions that both negotiated get the subscriber's id, everything else is dropped. Immutable.
 */
public final class ExtensionTranslation {

    private final byte[] outgoingById = new byte[256];

    public ExtensionTranslation(ExtensionMap incoming, ExtensionMap outgoing) {
        for (int id = 1; id < outgoingById.length; id++) {
            KnownExtension extension = incoming.extensionOf(id);
            if (extension != null && extension.scope() == KnownExtension.Scope.END_TO_END) {
                outgoingById[id] = (byte) outgoing.idOf(extension);
            }
        }
    }

    /** The outgoing id of an incoming one (0..255), or 0 when the element is dropped. */
    public int outgoing(int incomingId) {
        return outgoingById[incomingId] & 0xFF;
    }
}
