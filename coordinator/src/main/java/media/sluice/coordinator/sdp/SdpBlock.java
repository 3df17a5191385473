package media.sluice.coordinator.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The session part of a description, or one media section: its lines in order (RFC 8866, section
 * 5).
 */
record SdpBlock(List<SdpLine> lines) {

    SdpBlock {
        lines = List.copyOf(lines);
    }

    /** First attribute of this name. */
    Optional<SdpLine> attribute(String name) {
        for (var line : lines) {
            if (line.type() == 'a' && line.attributeName().equals(name)) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /** All attributes of this name, in order. */
    List<SdpLine> attributes(String name) {
        var found = new ArrayList<SdpLine>();
        for (var line : lines) {
            if (line.type() == 'a' && line.attributeName().equals(name)) {
                found.add(line);
            }
        }
        return found;
    }

    boolean has(String name) {
        return attribute(name).isPresent();
    }
}
