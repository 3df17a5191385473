package media.sluice.coordinator.signaling.livekit;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Answers a client's offer to compress its messages (permessage-deflate, RFC 7692 §7.1).
 *
 * <p>Neither side keeps its window between messages: 32 kB for each connection are more than what a
 * participant may cost here, and signal messages are too different to gain by it. What we send is
 * not compressed, which the extension leaves to the sender: tokens travel beside text that others
 * have chosen, and the length of such a message must not tell of the token.
 */
final class DeflateOffer {
    static final String HEADER = "Sec-WebSocket-Extensions";

    private static final String NAME = "permessage-deflate";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    private static final String CLIENT_WINDOW = "client_max_window_bits";
    private static final String SERVER_FORGETS = "server_no_context_takeover";
    private static final String CLIENT_FORGETS = "client_no_context_takeover";

    private DeflateOffer() {}

    /**
     * The answer to the first offer that can be met.
     *
     * @param headers values of {@link #HEADER}, in the client's order
     * @return empty when messages are to travel as they are
     */
    static Optional<String> answer(List<String> headers) {
        for (var header : headers) {
            for (var offer : header.split(",", -1)) {
                var words = List.of(offer.split(";", -1));
                if (words.getFirst().strip().equals(NAME)) {
                    var answer = accept(words.subList(1, words.size()));
                    if (answer.isPresent()) {
                        return answer;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** An offer with anything that is not understood must be declined (RFC 7692 §7.1). */
    private static Optional<String> accept(List<String> parameters) {
        var seen = new HashSet<String>();
        var window = "";
        for (var parameter : parameters) {
            int equals = parameter.indexOf('=');
            var name = (equals < 0 ? parameter : parameter.substring(0, equals)).strip();
            var value = equals < 0 ? "" : unquoted(parameter.substring(equals + 1).strip());
            boolean isUnderstood =
                    switch (name) {
                        case SERVER_FORGETS, CLIENT_FORGETS -> equals < 0;
                        case CLIENT_WINDOW -> equals < 0 || isWindow(value);
                        case SERVER_WINDOW -> isWindow(value);
                        default -> false;
                    };
            if (!isUnderstood || !seen.add(name)) {
                return Optional.empty();
            }
            if (name.equals(SERVER_WINDOW)) {
                // It must be repeated, and holds: what is not compressed needs no window.
                window = "; " + SERVER_WINDOW + "=" + value;
            }
        }
        return Optional.of(NAME + "; " + SERVER_FORGETS + "; " + CLIENT_FORGETS + window);
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    private static boolean isWindow(String bits) {
        return bits.matches("[89]|1[0-5]");
    }
}
