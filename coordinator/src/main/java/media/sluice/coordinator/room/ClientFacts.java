package media.sluice.coordinator.room;

import java.util.List;

/**
 * What a participant's client said of itself.
 *
 * @param sdk name of its SDK in lower case, as LiveKit's ClientInfo.SDK has it; empty when not told
 * @param protocol signal protocol version, 0 to 17 and more
 * @param clientProtocol version of client-to-client conventions
 * @param capabilities numbers of declared capabilities
 * @param autoSubscribe receives all tracks unless told otherwise
 * @param adaptiveStream asks for the sizes it shows; begins with the smallest
 */
public record ClientFacts(
        String sdk,
        int protocol,
        int clientProtocol,
        List<Integer> capabilities,
        boolean autoSubscribe,
        boolean adaptiveStream) {
    /** From this version on clients tell participants apart by identity. */
    public static final int IDENTITY_BASED = 12;

    /** From this version on clients read in a leave message whether to resume or to join anew. */
    public static final int LEAVE_ACTIONS = 13;

    /** Copies the list. */
    public ClientFacts {
        capabilities = List.copyOf(capabilities);
    }

    /** Its WebRTC stack is Pion: the SDK for Go, and what is made with it. */
    public boolean isBuiltOnPion() {
        return sdk.equals("go");
    }
}
