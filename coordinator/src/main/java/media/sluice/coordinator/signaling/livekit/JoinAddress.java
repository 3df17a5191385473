package media.sluice.coordinator.signaling.livekit;

import java.util.Map;

/**
 * Where and how a client asked to join.
 *
 * @param isV1 the newer path, which needs a join request
 * @param query members of the query, the first of each name
 * @param authorization the Authorization header, empty when absent
 */
record JoinAddress(boolean isV1, Map<String, String> query, String authorization) {
    /** Copies the map. */
    JoinAddress {
        query = Map.copyOf(query);
    }

    /** A member of the query, empty when absent. */
    String text(String name) {
        return query.getOrDefault(name, "");
    }

    boolean isSet(String name, boolean otherwise) {
        var text = text(name);
        return text.isEmpty() ? otherwise : text.equals("1") || text.equalsIgnoreCase("true");
    }

    int number(String name) {
        var text = text(name);
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }
}
